package dev.evenkeel.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// A server, for applications. Safe for many threads; make one and keep it.
///
/// ```java
/// Evenkeel evenkeel = Evenkeel.at(URI.create("http://127.0.0.1:8080"));
/// Prediction price = evenkeel.model("home-sales").predict(new Listing(1386, 6500, "brick"));
/// ```
///
/// Every call throws [EvenkeelException] when the server refuses it or does not answer.
public final class Evenkeel {
  private final Http http;

  private Evenkeel(Http http) {
    this.http = http;
  }

  /// A server at an address, with usual settings.
  public static Evenkeel at(URI address) {
    return builder(address).build();
  }

  /// A server at an address, with settings.
  public static Builder builder(URI address) {
    return new Builder(address);
  }

  /// A model that the server answers for; not asked whether there is one.
  public Model model(String name) {
    return Model.named(http, name);
  }

  /// Experiments and runs.
  public Tracking tracking() {
    return new Tracking(http);
  }

  /// Files of runs and logged models.
  public Artifacts artifacts() {
    return new Artifacts(http);
  }

  /// Registered models, their versions and aliases.
  public Registry registry() {
    return new Registry(http);
  }

  /// How to reach a server.
  public static final class Builder {
    private final URI address;
    private Optional<String> token = Optional.empty();
    private Duration timeout = Duration.ofSeconds(30);

    private Builder(URI address) {
      this.address = Objects.requireNonNull(address);
      if (address.getScheme() == null || address.getHost() == null) {
        throw new IllegalArgumentException(
            "Cannot use %s: expected an address such as http://127.0.0.1:8080".formatted(address));
      }
    }

    /// The API token that requests carry.
    public Builder token(String secret) {
      token = Optional.of(secret);
      return this;
    }

    /// How long a request may take to be answered; files have as long as they need.
    public Builder timeout(Duration longest) {
      timeout = longest;
      return this;
    }

    /// The client; nothing is sent yet.
    public Evenkeel build() {
      HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(timeout)
              .build();
      return new Evenkeel(new Http(client, address, token, timeout));
    }
  }
}

package dev.evenkeel.plugin;

import dev.evenkeel.base.Problem;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A token and the one server it is for. A project file may name any address, also one that
/// collects tokens, so both come from the environment and the token goes nowhere else.
///
/// @param server whose token it is, as `EVENKEEL_SERVER` says it to the commands
/// @param token empty when there is none
record Login(String server, String token) {
  static final String SERVER = "EVENKEEL_SERVER";
  static final String TOKEN = "EVENKEEL_TOKEN";

  private static final String DEFAULT_SERVER = "http://127.0.0.1:8080";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  /// As somebody's environment has it.
  static Login of(Map<String, String> environment) {
    String server = environment.getOrDefault(SERVER, "");
    return new Login(
        server.isBlank() ? DEFAULT_SERVER : server, environment.getOrDefault(TOKEN, "").strip());
  }

  /// For what asks nobody who he is.
  static Login none() {
    return new Login(DEFAULT_SERVER, "");
  }

  /// What to send to an address: nothing when it is not of the token's server. Refuses to send a
  /// token that others on the way could read.
  Optional<String> authorization(URI address) {
    if (token.isEmpty() || !isFor(address)) {
      return Optional.empty();
    }
    if (!"https".equalsIgnoreCase(address.getScheme())
        && !LOOPBACK.matcher(address.getHost()).matches()) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "the token would be sent without encryption",
              address.toString(),
              "an address with https, or one of this machine",
              "let the server have TLS, or unset " + TOKEN + " if it asks nobody who he is")
          .asException();
    }
    return Optional.of("Bearer " + token);
  }

  /// Whether an address is one of the token's server.
  boolean isFor(URI address) {
    try {
      return origin(URI.create(server.strip())).equals(origin(address));
    } catch (IllegalArgumentException e) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "%s is no address".formatted(SERVER),
              server,
              "an address such as https://HOST",
              "")
          .asException(e);
    }
  }

  /// Scheme, host and port: what a browser holds to be one server.
  private static String origin(URI address) {
    if (address.getHost() == null || address.getScheme() == null) {
      throw new IllegalArgumentException("Cannot find a server: no host in " + address);
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = address.getPort() < 0 ? usual : address.getPort();
    return "%s://%s:%d".formatted(scheme, address.getHost().toLowerCase(Locale.ROOT), port);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "a login of " + server;
  }
}

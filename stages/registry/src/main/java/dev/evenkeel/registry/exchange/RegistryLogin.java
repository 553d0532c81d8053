package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Who we are to a registry: from two variables, or else what `docker login` wrote.
final class RegistryLogin {
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]{0,2000})\"");

  private final HttpClient client;
  private final String host;
  private final boolean plainHttp;
  private final Map<String, String> environment;
  private String header = "";

  /// @param environment the process's variables
  RegistryLogin(
      HttpClient client, String host, boolean plainHttp, Map<String, String> environment) {
    this.client = client;
    this.host = host;
    this.plainHttp = plainHttp;
    this.environment = Map.copyOf(environment);
  }

  /// What the registry was content with last.
  Optional<String> header() {
    return Optional.of(header).filter(known -> !known.isEmpty());
  }

  /// What a refusal asks for.
  String answer(HttpResponse<?> refusal, String repository) throws IOException {
    String challenge = refusal.headers().firstValue("WWW-Authenticate").orElse("");
    boolean isBearer = challenge.regionMatches(true, 0, "Bearer ", 0, 7);
    header = isBearer ? "Bearer " + token(challenge, repository) : basic().orElseThrow(this::none);
    return header;
  }

  /// The registry, or whoever gives its tokens, knows us not by what we sent.
  RuntimeException wrong() {
    return Problem.of(
            Problem.Kind.UNAUTHENTICATED,
            "the registry at %s does not accept the name and password".formatted(host),
            "log in again with `docker login`, or correct EVENKEEL_OCI_USER and EVENKEEL_OCI_PASSWORD")
        .asException();
  }

  private RuntimeException none() {
    return Problem.of(
            Problem.Kind.UNAUTHENTICATED,
            "the registry at %s asks who we are".formatted(host),
            "log in with `docker login`, or set EVENKEEL_OCI_USER and EVENKEEL_OCI_PASSWORD")
        .asException();
  }

  private String token(String challenge, String repository) throws IOException {
    Map<String, String> asked = new HashMap<>();
    Matcher parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      asked.put(parameters.group(1), parameters.group(2));
    }
    String scope = asked.getOrDefault("scope", "repository:%s:pull".formatted(repository));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                realm(
                    asked.getOrDefault("realm", ""),
                    "service=%s&scope=%s"
                        .formatted(written(asked.getOrDefault("service", "")), written(scope))))
            .timeout(Duration.ofSeconds(30));
    Optional<String> known = basic();
    known.ifPresent(each -> request.header("Authorization", each));
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot log in: interrupted", e);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw known.isPresent() ? wrong() : none();
      }
      JsonNode answer = Json.parse(body.readNBytes(ANSWER_BYTES_MAX), "the registry's token");
      String token = answer.path("token").asString(answer.path("access_token").asString(""));
      if (token.isEmpty()) {
        throw none();
      }
      return token;
    }
  }

  /// A password never goes over an open line to another machine.
  private URI realm(String text, String query) {
    try {
      URI realm = URI.create(text + (text.contains("?") ? "&" : "?") + query);
      if (realm.getHost() != null
          && ("https".equals(realm.getScheme())
              || (plainHttp && "http".equals(realm.getScheme()) && isTheRegistrys(realm)))) {
        return realm;
      }
    } catch (IllegalArgumentException e) {
      throw none();
    }
    throw none();
  }

  /// A registry of this machine is asked without TLS; one elsewhere that it names must not be.
  private boolean isTheRegistrys(URI realm) {
    return realm.getHost().equals(host.replaceFirst(":\\d+$", ""));
  }

  private static String written(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Optional<String> basic() throws IOException {
    String user = environment.getOrDefault("EVENKEEL_OCI_USER", "");
    if (!user.isEmpty()) {
      String password = environment.getOrDefault("EVENKEEL_OCI_PASSWORD", "");
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
    String folder =
        environment.getOrDefault("DOCKER_CONFIG", System.getProperty("user.home") + "/.docker");
    Path file = Path.of(folder, "config.json");
    if (!Files.isRegularFile(file) || Files.size(file) > ANSWER_BYTES_MAX) {
      return Optional.empty();
    }
    String known =
        Json.parse(Files.readAllBytes(file), file.toString())
            .path("auths")
            .path(host)
            .path("auth")
            .asString("");
    return Optional.of(known).filter(auth -> !auth.isEmpty()).map(auth -> "Basic " + auth);
  }
}

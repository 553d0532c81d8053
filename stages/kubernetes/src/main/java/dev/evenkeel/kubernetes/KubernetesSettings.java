package dev.evenkeel.kubernetes;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How Jobs are made.
///
/// @param namespace where; empty for the one that the client is configured for
/// @param server the address by which the cluster reaches this server
/// @param user that programs run as
/// @param queueSeconds that a Job may wait for its place and its image, besides its own time
/// @param keepSeconds that a finished Job stays, well above the longest outage of the server
/// @param pullSecret by which images are fetched; empty for none
record KubernetesSettings(
    String namespace,
    URI server,
    long user,
    long queueSeconds,
    long keepSeconds,
    String pullSecret) {
  private static final List<String> KNOWN =
      List.of("namespace", "server", "user", "queueSeconds", "keepSeconds", "pullSecret");
  private static final long USER = 10_001;
  private static final long HOUR = 3_600;
  private static final long WEEK = 7 * 24 * HOUR;

  static KubernetesSettings of(Map<String, String> settings) {
    for (String name : settings.keySet()) {
      if (!KNOWN.contains(name)) {
        throw refused(
            "setting `kubernetes.%s` is unknown".formatted(Names.abbreviate(name)),
            String.join(", ", KNOWN));
      }
    }
    return new KubernetesSettings(
        settings.getOrDefault("namespace", ""),
        server(Optional.ofNullable(settings.get("server"))),
        number(settings, "user", USER),
        number(settings, "queueSeconds", HOUR),
        number(settings, "keepSeconds", WEEK),
        settings.getOrDefault("pullSecret", ""));
  }

  private static URI server(Optional<String> text) {
    try {
      URI server = URI.create(text.orElse(""));
      String scheme = server.getScheme();
      if (server.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))) {
        return server;
      }
    } catch (IllegalArgumentException e) {
      // As if it were missing.
    }
    throw refused(
        "setting `kubernetes.server` is missing or no address",
        "the address by which the cluster reaches this server, such as https://evenkeel.example.org");
  }

  private static long number(Map<String, String> settings, String name, long usual) {
    String text = settings.getOrDefault(name, String.valueOf(usual));
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw refused(
          "setting `kubernetes.%s` is `%s`".formatted(name, Names.abbreviate(text)),
          "a whole number above 0");
    }
    return Long.parseLong(text);
  }

  private static RuntimeException refused(String what, String expected) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "server.yaml", expected, "").asException();
  }
}

package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.KeptFile;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.Artifacts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Sends a kept file, or a part of it, as something to save: no browser shows what it holds.
final class Download {
  private static final String TYPE = "application/octet-stream";

  private Download() {}

  static Reply of(Artifacts artifacts, Artifact artifact, Request request) {
    KeptFile file =
        new KeptFile(
            artifact.digest(), artifact.bytes(), TYPE, from -> artifacts.open(artifact, from));
    return file.reply(request, Map.of("Content-Disposition", disposition(artifact.path().name())));
  }

  /// Letters that need no quoting in the first form, all of them in the second (RFC 6266).
  private static String disposition(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String encoded =
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
  }
}

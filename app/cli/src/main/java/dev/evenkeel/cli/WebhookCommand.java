package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// The webhooks of a running server.
@Command(
    name = "webhook",
    description = "Has a running server tell others what happens to models.",
    mixinStandardHelpOptions = true)
final class WebhookCommand implements Runnable {
  private static final String API = "api/v1/webhooks";
  private static final int SECRET_BYTES = 32;
  private static final int FAILED = 6;

  @Spec CommandSpec spec;

  WebhookCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "add, list, remove, test, deliveries or redeliver?");
  }

  @Command(
      name = "add",
      description = "Adds a webhook; without a file of its secret, one is made and shown once.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME", description = "What it is called.") String name,
      @Parameters(paramLabel = "URL", description = "Where events go: https://…") String url,
      @Option(
              names = "--event",
              split = ",",
              required = true,
              paramLabel = "EVENT",
              description = "As version.registered or champion.promoted; may be repeated.")
          List<String> events,
      @Option(
              names = "--description",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "What it is for.")
          String description,
      @Option(
              names = "--secret-file",
              paramLabel = "FILE",
              description = "Holds the secret: whsec_ and 24 to 64 bytes in base64.")
          @Nullable Path secretFile,
      @Mixin ServerMixin server)
      throws IOException {
    String secret = secretFile == null ? newSecret() : Files.readString(secretFile).strip();
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("name", name);
    asked.put("url", url);
    asked.put("description", description);
    asked.put("events", events);
    asked.put("secret", secret);
    try (RunningServer running = server.open()) {
      JsonNode made = running.post(API, asked);
      if (server.json) {
        Map<String, Object> json = new LinkedHashMap<>();
        made.propertyStream().forEach(part -> json.put(part.getKey(), part.getValue()));
        if (secretFile == null) {
          json.put("secret", secret);
        }
        out().println(Json.text(json));
        return 0;
      }
      out().printf("Added webhook %s.%n", made.path("id").asString(""));
      if (secretFile == null) {
        out().printf("Its secret, which is not shown again: %s%n", secret);
      }
    }
    return 0;
  }

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }

  @Command(
      name = "list",
      description = "Lists webhooks, the newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode page = running.get(API);
      if (server.json) {
        out().println(Json.text(page));
        return 0;
      }
      for (JsonNode each : page.path("webhooks").values()) {
        out()
            .printf(
                "%s  %-20s %-8s %s  %s%n",
                text(each, "id"),
                text(each, "name"),
                each.path("active").asBoolean(false) ? "active" : "disabled",
                text(each, "url"),
                String.join(
                    ",", each.path("events").valueStream().map(JsonNode::asString).toList()));
      }
      tellMore(page);
    }
    return 0;
  }

  @Command(name = "remove", description = "Removes a webhook.", mixinStandardHelpOptions = true)
  int remove(
      @Parameters(paramLabel = "ID", description = "Its id.") String id,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode removed = running.delete(one(id));
      if (server.json) {
        out().println(Json.text(removed));
      } else {
        out().printf("Removed webhook %s.%n", Names.abbreviate(id));
      }
    }
    return 0;
  }

  @Command(
      name = "test",
      description = "Sends a webhook an example; exits with 6 when it does not arrive.",
      mixinStandardHelpOptions = true)
  int test(
      @Parameters(paramLabel = "ID", description = "Its id.") String id,
      @Option(
              names = "--event",
              defaultValue = "",
              paramLabel = "EVENT",
              description = "Of the example (default: the first of its own).")
          String event,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      String query = RunningServer.query(Map.of("event", event));
      JsonNode tested = running.post(one(id) + "/test" + query, Map.of());
      boolean isGood = tested.path("success").asBoolean(false);
      if (server.json) {
        out().println(Json.text(tested));
      } else if (isGood) {
        out().printf("It answered %d.%n", tested.path("status").asInt(0));
      } else {
        out()
            .printf(
                "It did not arrive: %s%n",
                text(tested, "error").isEmpty()
                    ? "the answer was " + tested.path("status").asInt(0)
                    : text(tested, "error"));
      }
      return isGood ? 0 : FAILED;
    }
  }

  @Command(
      name = "deliveries",
      description = "Lists what a webhook was told, the newest first.",
      mixinStandardHelpOptions = true)
  int deliveries(
      @Parameters(paramLabel = "ID", description = "Its id.") String id,
      @Option(
              names = "--state",
              defaultValue = "",
              paramLabel = "STATE",
              description = "PENDING, DELIVERED or DEAD.")
          String state,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode page =
          running.get(one(id) + "/deliveries" + RunningServer.query(Map.of("state", state)));
      if (server.json) {
        out().println(Json.text(page));
        return 0;
      }
      for (JsonNode each : page.path("deliveries").values()) {
        out()
            .printf(
                "%s  %-20s %-9s %3d  %s  %s%n",
                text(each, "id"),
                text(each, "event"),
                text(each, "state"),
                each.path("attempts").asInt(0),
                text(each, "changed"),
                text(each, "note"));
      }
      tellMore(page);
    }
    return 0;
  }

  @Command(
      name = "redeliver",
      description = "Tells a webhook something once more, under the same id.",
      mixinStandardHelpOptions = true)
  int redeliver(
      @Parameters(paramLabel = "ID", description = "The webhook's id.") String id,
      @Parameters(paramLabel = "DELIVERY", description = "The delivery's id.") String delivery,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode again =
          running.post(
              one(id) + "/deliveries/" + RunningServer.part(delivery) + "/redeliver", Map.of());
      if (server.json) {
        out().println(Json.text(again));
      } else {
        out().printf("Delivery %s is under way again.%n", Names.abbreviate(delivery));
      }
    }
    return 0;
  }

  private static String one(String id) {
    if (id.isBlank()) {
      throw Problem.of(Problem.Kind.INPUT, "the id is empty", "`evenkeel webhook list`")
          .asException();
    }
    return API + "/" + RunningServer.part(id);
  }

  private static String text(JsonNode node, String key) {
    // What others wrote moves no cursor.
    return node.path(key).asString("").replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  private void tellMore(JsonNode page) {
    if (!page.path("next").asString("").isEmpty()) {
      out().printf("There are more: --json says where the next page begins.%n");
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

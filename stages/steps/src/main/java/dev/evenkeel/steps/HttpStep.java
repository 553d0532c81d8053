package dev.evenkeel.steps;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.store.Egress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Asks another server, through the checked way out. The attempt's id goes along as
/// `Idempotency-Key`, so that a server that heeds it does nothing twice.
final class HttpStep implements StepAction {
  private static final int ANSWER_CHARS_MAX = 10_000;
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Egress egress;

  /// @param name `http`, or `notify`, which sends what the run has come to
  HttpStep(String name, Egress egress) {
    this.name = name;
    this.egress = egress;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name, with, Set.of("url"), Set.of("method", "body", "contentType", "message"));
    egress.check(with.getOrDefault("url", ""));
    String method = method(with);
    if (!Set.of("GET", "POST", "PUT", "PATCH", "DELETE").contains(method)) {
      throw Settings.wrong(
          "method `%s` cannot be used".formatted(Names.abbreviate(method)),
          "GET, POST, PUT, PATCH or DELETE",
          "");
    }
  }

  private String method(Map<String, String> with) {
    return with.getOrDefault("method", name.equals("notify") ? "POST" : "GET");
  }

  @Override
  public Map<String, String> run(StepContext context) {
    Map<String, String> with = context.with();
    String body = name.equals("notify") ? news(context) : with.getOrDefault("body", "");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Idempotency-Key", context.attemptId());
    if (!body.isEmpty()) {
      headers.put("Content-Type", with.getOrDefault("contentType", "application/json"));
    }
    Egress.Answer answer = send(context, headers, body);
    context.step().log().line("%d from %s".formatted(answer.status(), with.get("url")));
    if (answer.status() >= 400) {
      throw Problem.of(
              answer.status() >= 500 || answer.status() == 429
                  ? Problem.Kind.NOT_SERVING
                  : Problem.Kind.INPUT,
              "%s answered %d".formatted(with.get("url"), answer.status()),
              "look what that server says")
          .asException();
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    Map<String, String> output = new TreeMap<>();
    output.put("status", String.valueOf(answer.status()));
    output.put("body", text.substring(0, Math.min(ANSWER_CHARS_MAX, text.length())));
    return output;
  }

  private Egress.Answer send(StepContext context, Map<String, String> headers, String body) {
    try {
      return egress.send(
          new Egress.Call(
              method(context.with()),
              context.with().getOrDefault("url", ""),
              headers,
              body.getBytes(StandardCharsets.UTF_8),
              PATIENCE,
              ANSWER_BYTES_MAX));
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.NOT_SERVING,
              "%s does not answer".formatted(context.with().get("url")),
              "look whether it runs and can be reached from here")
          .asException(e);
    }
  }

  private static String news(StepContext context) {
    Map<String, Object> news = new LinkedHashMap<>();
    news.put("pipeline", context.pipeline());
    news.put("run", context.runId());
    news.put("step", context.step().name());
    news.put("model", context.subject());
    news.put("at", context.at().toString());
    news.put("message", context.with().getOrDefault("message", ""));
    news.put("values", context.step().inputs());
    return Json.text(news);
  }
}

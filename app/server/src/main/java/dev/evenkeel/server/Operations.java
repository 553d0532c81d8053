package dev.evenkeel.server;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Acting;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Addresses for those who run the process.
final class Operations {
  static final String VERSION = "0.1.0";

  /// MLflow's client looks here for the version of its server, and holds back what an old one would
  /// not know. Ours stands behind the `+`, where PEP 440 has a local version.
  private static final String SPOKEN = "3.17.2+evenkeel." + VERSION;

  private Operations() {}

  static List<Route> routes(
      PrometheusMeterRegistry meters,
      Supplier<List<String>> notReady,
      Supplier<String> moreMetrics) {
    return List.of(
        Route.get("/health", "OK while the process is alive", _ -> Reply.text("OK")).open(),
        Route.get(
                "/health/live",
                "Whether the process is alive",
                _ -> Reply.json(Map.of("live", true)))
            .open(),
        Route.get("/health/ready", "Whether it takes requests", _ -> ready(notReady.get())).open(),
        Route.get("/version", "MLflow's version that is spoken, and ours", _ -> Reply.text(SPOKEN))
            .open(),
        Route.get("/metrics", "Figures for Prometheus", _ -> metrics(meters, moreMetrics.get()))
            .needsEverywhere(Role.VIEWER));
  }

  private static Reply ready(List<String> notReady) {
    if (notReady.isEmpty()) {
      return Reply.json(Map.of("ready", true));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", false);
    // They name models, and this address asks nobody who they are.
    if (Acting.now().who().mayEverywhere(Role.VIEWER)) {
      body.put("reasons", notReady);
    }
    return Reply.json(503, body);
  }

  private static Reply metrics(PrometheusMeterRegistry meters, String more) {
    return new Reply.Whole(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        (meters.scrape() + more).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}

package dev.evenkeel.server;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Addresses for those who run the process.
final class Operations {
  static final String VERSION = "0.1.0";

  private Operations() {}

  static List<Route> routes(PrometheusMeterRegistry meters, BooleanSupplier ready) {
    return List.of(
        Route.get("/health", "OK while the process is alive", _ -> Reply.text("OK")),
        Route.get(
            "/health/live", "Whether the process is alive", _ -> Reply.json(Map.of("live", true))),
        Route.get("/health/ready", "Whether it takes requests", _ -> ready(ready.getAsBoolean())),
        Route.get("/version", "The version", _ -> Reply.text(VERSION)),
        Route.get("/metrics", "Figures for Prometheus", _ -> metrics(meters)));
  }

  private static Reply ready(boolean ready) {
    return Reply.json(ready ? 200 : 503, Map.of("ready", ready));
  }

  private static Reply metrics(PrometheusMeterRegistry meters) {
    return new Reply.Whole(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        meters.scrape().getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}

package dev.evenkeel.conformance;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Results in words or for programs.
final class Report {
  private Report() {}

  static String line(Result result) {
    String line = "%-11s %s".formatted(result.outcome().words(), result.check().name());
    return switch (result.outcome()) {
      case PASSED -> line;
      case NOT_OFFERED -> line + ": " + result.reason();
      case FAILED, ADVICE ->
          "%s%n              %s%n              (%s)"
              .formatted(line, result.reason(), result.check().reference());
    };
  }

  static String summary(List<Result> results) {
    return "%d passed, %d failed, %d not offered, %d to be advised"
        .formatted(
            count(results, Result.Outcome.PASSED),
            count(results, Result.Outcome.FAILED),
            count(results, Result.Outcome.NOT_OFFERED),
            count(results, Result.Outcome.ADVICE));
  }

  static boolean good(List<Result> results) {
    return count(results, Result.Outcome.FAILED) == 0;
  }

  private static long count(List<Result> results, Result.Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  static String json(Options options, List<Result> results) {
    ObjectNode report = Http.JSON.createObjectNode();
    report.put("server", options.address().toString());
    options.grpc().ifPresent(address -> report.put("grpc", address));
    report.put("model", options.model());
    ObjectNode counts = report.putObject("counts");
    for (Result.Outcome outcome : Result.Outcome.values()) {
      counts.put(outcome.words(), count(results, outcome));
    }
    for (Result result : results) {
      ObjectNode entry = report.withArray("checks").addObject();
      entry.put("name", result.check().name());
      entry.put("outcome", result.outcome().words());
      entry.put(
          "level", result.check().level() == Check.Level.REQUIRED ? "required" : "recommended");
      entry.put("reference", result.check().reference());
      entry.put("millis", result.millis());
      if (!result.reason().isEmpty()) {
        entry.put("reason", result.reason());
      }
    }
    return Http.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
  }
}

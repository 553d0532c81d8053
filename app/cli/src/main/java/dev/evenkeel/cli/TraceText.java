package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A trace for people: one line for each thing that is known, in the order in which it came to be.
final class TraceText {
  private final PrintWriter out;

  TraceText(PrintWriter out) {
    this.out = out;
  }

  void print(JsonNode trace) {
    line("prediction", text(trace, "predictionId"));
    String protocol = trace.has("protocol") ? " by " + text(trace, "protocol") : "";
    String took = trace.has("micros") ? ", in %,d us".formatted(trace.path("micros").asLong()) : "";
    line("asked", text(trace, "at") + protocol + took);
    line(
        "request", trace.has("inputs") ? pairs(trace.path("inputs")) : "features were not sampled");
    line("answer", answer(trace));
    String alias = trace.has("alias") ? ", as " + text(trace, "alias") : "";
    line("version", text(trace, "model") + "@" + text(trace, "version") + alias);
    if (trace.has("origin")) {
      origin(trace.path("origin"));
    }
    if (trace.has("move")) {
      JsonNode move = trace.path("move");
      line(
          "put there",
          "%s by %s: %s".formatted(text(move, "at"), text(move, "actor"), text(move, "reason")));
    }
    if (trace.has("decision")) {
      decision(trace.path("decision"));
    }
    line("truth", truth(trace.path("truth")));
  }

  private void origin(JsonNode origin) {
    line("registered", text(origin, "registered"));
    known("data", text(origin, "dataset"));
    if (origin.has("pipelineRun")) {
      line("run", text(origin, "pipelineRun"));
    }
    known("code", text(origin, "code"));
    if (!origin.path("metrics").isEmpty()) {
      line("measured", pairs(origin.path("metrics")));
    }
  }

  private void decision(JsonNode decision) {
    line("decided", text(decision, "headline"));
    for (JsonNode gate : decision.path("gates")) {
      line(
          "  gate",
          "%s %s: %s".formatted(text(gate, "gate"), text(gate, "verdict"), text(gate, "says")));
    }
  }

  private static String answer(JsonNode trace) {
    return trace.has("label")
        ? text(trace, "label") + " (" + pairs(trace.path("probabilities")) + ")"
        : trace.path("value").asString("");
  }

  private static String truth(JsonNode truth) {
    if (truth.isMissingNode()) {
      return "not told yet";
    }
    String told = truth.has("label") ? text(truth, "label") : truth.path("value").asString("");
    return told + ", first told " + text(truth, "firstTold");
  }

  private static String pairs(JsonNode object) {
    return object.propertyStream().map(TraceText::pair).collect(Collectors.joining(", "));
  }

  private static String pair(Map.Entry<String, JsonNode> entry) {
    JsonNode value = entry.getValue();
    return Names.abbreviate(entry.getKey())
        + " = "
        + (value.isNull() ? "nothing" : Names.abbreviate(value.asString(value.toString())));
  }

  private static String text(JsonNode node, String field) {
    return Names.abbreviate(node.path(field).asString(""));
  }

  /// A version that came as a file has no data and no code that we know of.
  private void known(String what, String says) {
    if (!says.isEmpty()) {
      line(what, says);
    }
  }

  private void line(String what, String says) {
    out.println("%-11s %s".formatted(what, says));
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Rejects what waits.
@Command(
    name = "reject",
    description = "Rejects a request at a running server.",
    mixinStandardHelpOptions = true)
final class RejectCommand extends ApprovalAnswer {
  @Option(
      names = "--reason",
      required = true,
      description = "Why, in plain words; kept with the answer.")
  String reason = "";

  @Override
  String verb() {
    return "reject";
  }

  @Override
  String reason() {
    return reason;
  }

  @Override
  String said(JsonNode told) {
    return "Request %d about %s is rejected."
        .formatted(request, Names.abbreviate(told.path("subject").asString("")));
  }
}

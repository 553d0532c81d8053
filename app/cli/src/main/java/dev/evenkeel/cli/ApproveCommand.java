package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Approves what waits; with the last approval it is done.
@Command(
    name = "approve",
    description = "Approves a request at a running server; with the last approval it is done.",
    mixinStandardHelpOptions = true)
final class ApproveCommand extends ApprovalAnswer {
  @Option(names = "--reason", description = "Why, in plain words; kept with the answer.")
  String reason = "";

  @Override
  String verb() {
    return "approve";
  }

  @Override
  String reason() {
    return reason;
  }

  @Override
  String said(JsonNode told) {
    if (told.path("state").asString("").equals("APPROVED")) {
      return "Request %d is approved and done.".formatted(request);
    }
    return "Request %d has %s of %s approvals."
        .formatted(
            request,
            Names.abbreviate(told.path("approvals").asString("")),
            Names.abbreviate(told.path("needed").asString("")));
  }
}

package dev.evenkeel.cli;

import picocli.CommandLine.Option;

/// Why a version is made.
final class MessageMixin {
  @Option(
      names = "--message",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why, in plain words.")
  String message = "";
}

package dev.evenkeel.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// What a run is given.
final class PipelineParametersMixin {
  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the run, such as -p week=2026-05-01.")
  Map<String, String> given = new LinkedHashMap<>();
}

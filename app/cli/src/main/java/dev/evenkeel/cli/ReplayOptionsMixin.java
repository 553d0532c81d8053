package dev.evenkeel.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `demo` and `replay` have in common.
final class ReplayOptionsMixin {
  @Option(
      names = "--home",
      description = "Folder with all state (default: .evenkeel beside the project).")
  @Nullable Path home;

  @Option(names = "--port", description = "Port on 127.0.0.1; 0 takes a free one (default: 8080).")
  @Nullable Integer port;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of every training (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--months", description = "Stop after so many months.")
  @Nullable Integer months;

  @Option(names = "--report", description = "Also write table and events as JSON to this file.")
  @Nullable Path report;

  @Option(names = "--exit", description = "End after the table instead of serving on.")
  boolean exit;

  @Option(names = "--resume", description = "Go on with what a killed replay left.")
  boolean resume;
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// The example's first months, replayed once in this process without any disturbance: what every
/// other way to the same end must answer.
final class ReferenceReplay {
  /// July 1994 brings the first promotion.
  static final int MONTHS = 8;

  private ReferenceReplay() {}

  static Path home() {
    return Done.HOME;
  }

  static JsonNode report() {
    return report(Done.HOME.resolve("report.json"));
  }

  /// A report as it is written, without what differs from run to run.
  static JsonNode report(Path file) {
    try {
      JsonNode report = Json.parse(Files.readAllBytes(file), file.toString());
      ((tools.jackson.databind.node.ObjectNode) report).remove("seconds");
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Done {
    static final Path HOME = replay();

    private static Path replay() {
      try {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "reference");
        Cli.Seen seen =
            Cli.run(
                "replay",
                Cli.EXAMPLE,
                "--home",
                home,
                "--port",
                0,
                "--months",
                MONTHS,
                "--exit",
                "--report",
                home.resolve("report.json"));
        if (seen.exitCode() != 0) {
          throw new IllegalStateException("Cannot replay the example: " + seen.err());
        }
        return home;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

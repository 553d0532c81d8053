package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Secrets and backfills by the command line, of a running server.
@Timeout(120)
class PipelineStartsCommandTest {
  @TempDir Path folder;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
  }

  @AfterEach
  void close() {
    evenkeel.close();
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private Cli.Seen typed(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return cli(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static JsonNode json(Cli.Seen seen) {
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the output");
  }

  @Test
  void aSecretComesFromTheInputAndIsShownToNobody() {
    Cli.Seen set = typed("hunter2\n", "secret", "set", "db-password");
    Cli.Seen listed = cli("secret", "list");
    Cli.Seen asJson = cli("secret", "list", "--json");
    Cli.Seen empty = typed("", "secret", "set", "empty");
    Cli.Seen argument = typed("", "secret", "set", "db-password", "hunter3");
    Cli.Seen removed = cli("secret", "remove", "db-password");
    Cli.Seen again = cli("secret", "remove", "db-password");

    assertThat(set.exitCode()).as(set.err()).isZero();
    assertThat(set.out()).isEqualToIgnoringNewLines("Set secret db-password.");
    assertThat(listed.out()).startsWith("db-password").contains("by local");
    assertThat(json(asJson).path("secrets").size()).isEqualTo(1);
    assertThat(set.out() + listed.out() + asJson.out()).doesNotContain("hunter");
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(argument.exitCode()).isEqualTo(2);
    assertThat(removed.exitCode()).isZero();
    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(again.err()).contains("secret `db-password` does not exist");
  }

  @Test
  void aBackfillIsStartedShownAndCancelled() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("parted.yaml"),
            """
            version: 1
            name: parted
            params: {day: date}
            partition: {by: day, every: 1d}
            steps: {load: }
            """);
    Cli.Seen deployed = cli("pipeline", "deploy", file);
    assertThat(deployed.exitCode()).as(deployed.err()).isZero();

    // The step wants a dataset that nobody named.
    Cli.Seen waited =
        cli(
            "pipeline",
            "backfill",
            "start",
            "parted",
            "--from",
            "2026-01-01",
            "--until",
            "2026-01-04",
            "--parallel",
            3,
            "--key",
            "january",
            "--wait");
    JsonNode again =
        json(
            cli(
                "pipeline",
                "backfill",
                "start",
                "parted",
                "--from",
                "2026-01-01",
                "--until",
                "2026-01-04",
                "--parallel",
                3,
                "--key",
                "january",
                "--json"));
    String id = again.path("id").asString("");
    Cli.Seen shown = cli("pipeline", "backfill", "show", "parted", id);
    Cli.Seen listed = cli("pipeline", "backfill", "list", "parted");
    Cli.Seen cancelled = cli("pipeline", "backfill", "cancel", "parted", id);
    Cli.Seen unknown = cli("pipeline", "backfill", "show", "parted", "none");
    Cli.Seen wrong =
        cli(
            "pipeline",
            "backfill",
            "start",
            "parted",
            "--from",
            "2026-01-04",
            "--until",
            "2026-01-01");

    assertThat(waited.exitCode()).as(waited.err()).isEqualTo(1);
    assertThat(waited.out()).startsWith(id).contains("3 stretches: 0 left, 0 succeeded, 3 failed");
    assertThat(shown.out()).contains("2026-01-02  FAILED");
    assertThat(listed.out()).startsWith(id);
    assertThat(cancelled.exitCode()).isZero();
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("it ends before it begins");
  }
}

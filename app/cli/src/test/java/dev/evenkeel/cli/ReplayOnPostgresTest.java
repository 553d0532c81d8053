package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayOnPostgresTest {
  @TempDir Path home;

  @Test
  void theSameTableComesOutOfPostgres() throws IOException {
    Files.writeString(
        home.resolve("server.yaml"),
        "database: {url: \"%s\", user: postgres}\n".formatted(TestDatabases.postgresUrl()));
    Path report = home.resolve("report.json");

    Cli.Seen seen =
        Cli.run(
            "replay",
            Cli.EXAMPLE,
            "--home",
            home,
            "--port",
            0,
            "--exit",
            "--months",
            ReferenceReplay.MONTHS,
            "--report",
            report);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(ReferenceReplay.report(report)).isEqualTo(ReferenceReplay.report());
    assertThat(home.resolve("evenkeel.db")).doesNotExist();
  }
}

package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReplayOfAFileTest {
  private static final Path HOUSES = Cli.EXAMPLE.resolve("data/house.csv.gz");

  @TempDir Path folder;

  @Test
  void anyFileWithTimesAndATargetCanBeReplayedAndKept() {
    Path kept = folder.resolve("kept");
    Path report = folder.resolve("report.json");

    Cli.Seen seen =
        Cli.run(
            "replay",
            HOUSES,
            "--time",
            "sdate",
            "--target",
            "price",
            "--init",
            kept,
            "--months",
            3,
            "--port",
            0,
            "--exit",
            "--report",
            report);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out())
        .contains("time: sdate, read as yyMMdd")
        .contains("target: price, a number")
        .contains("left out: syear, always the same in the first year")
        .contains("(mean absolute error)");
    JsonNode half = ReferenceReplay.report(report).at("/halfYears/0");
    assertThat(half.path("championMeanAbsoluteError").asDouble()).isBetween(5_000.0, 12_000.0);
    assertThat(kept.resolve("evenkeel.yaml")).exists();
    assertThat(kept.resolve(".evenkeel/evenkeel.db")).exists();
  }

  @Test
  void aKeptProjectIsReplayedLikeAnyOther() {
    Path kept = folder.resolve("kept");
    Object[] file = {
      "replay",
      HOUSES,
      "--time",
      "sdate",
      "--target",
      "beds",
      "--label-delay",
      "10d",
      "--init",
      kept,
      "--months",
      1,
      "--port",
      0,
      "--exit"
    };

    Cli.Seen first = Cli.run(file);
    Cli.Seen again = Cli.run("replay", kept, "--months", 1, "--port", 0, "--exit", "--resume");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("1994H1");
    assertThat(Cli.run(file).exitCode()).isEqualTo(5);
  }

  @Test
  void aModelFromElsewhereIsTheFirstChampion() throws IOException {
    Path model = folder.resolve("model.json");
    Files.write(model, trainedOnTheFirstYear());
    Path home = folder.resolve("home");

    Cli.Seen seen =
        Cli.run(
            "replay",
            Cli.EXAMPLE,
            "--model",
            model,
            "--home",
            home,
            "--months",
            2,
            "--port",
            0,
            "--exit");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    try (Evenkeel evenkeel =
        Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system())) {
      ModelVersion first = evenkeel.loop().models().version("home-sales", 1).orElseThrow();
      assertThat(first.code()).startsWith("given: sha256:");
      assertThat(evenkeel.loop().models().artifact(first)).isEqualTo(Files.readAllBytes(model));
    }
  }

  private static byte[] trainedOnTheFirstYear() {
    try (Evenkeel evenkeel =
        Evenkeel.start(
            ServerConfiguration.read(ReferenceReplay.home(), Map.of()).withPort(0),
            Clock.system())) {
      ModelVersion first = evenkeel.loop().models().version("home-sales", 1).orElseThrow();
      return evenkeel.loop().models().artifact(first);
    }
  }
}

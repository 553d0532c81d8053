package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import dev.evenkeel.store.LocalBlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `evenkeel reproduce` against a running server.
@Timeout(300)
class ReproduceCommandTest {
  private static final String PROJECT =
      """
      version: 1
      name: flats
      dataset: {name: flats, contract: flats.yaml, time: event_time}
      target: {column: kind, delay: 30d, labels: [a, b]}
      features: {area: area}
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: flats
      version: 1.0.0
      status: active
      schema:
        - name: flats
          logicalType: object
          properties:
            - {name: area, logicalType: number}
            - {name: kind, logicalType: string}
            - {name: event_time, logicalType: timestamp}
            - {name: label_time, logicalType: timestamp}
      """;

  private static final String PIPELINE =
      """
      version: 1
      name: train
      steps:
        load: {uses: load}
        split: {uses: split, after: [load], with: {by: random}}
        train: {uses: train, after: [split], with: {trees: 10}}
        baseline: {uses: baseline, after: [split]}
        evaluate: {uses: evaluate, after: [train, baseline]}
        register: {uses: register, after: [evaluate]}
      """;

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

  private void good(Object... arguments) {
    Cli.Seen seen = cli(arguments);
    assertThat(seen.exitCode()).as(seen.out() + seen.err()).isZero();
  }

  private void train() throws IOException {
    StringBuilder rows = new StringBuilder("area,kind,event_time,label_time\n");
    for (int row = 0; row < 300; row++) {
      String day = "2025-%02d-%02dT00:00:00Z".formatted(1 + row % 12, 1 + row % 28);
      rows.append("%d,%s,%s,%s%n".formatted(row, row * 7 % 300 < 200 ? "a" : "b", day, day));
    }
    Path file = Files.writeString(folder.resolve("flats.csv"), rows);
    Path contract = Files.writeString(folder.resolve("flats.odcs.yaml"), CONTRACT);
    good("data", "ingest", "flats-labelled", file, "--contract", contract);
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("home/blobs"));
    List<Object> run = new ArrayList<>();
    run.addAll(List.of("pipeline", "run", folder.resolve("train.yaml")));
    run.addAll(List.of("--model", "flats", "--wait"));
    Files.writeString(folder.resolve("train.yaml"), PIPELINE);
    Map.of(
            "project", blobs.put(PROJECT.getBytes(StandardCharsets.UTF_8)),
            "contract", blobs.put(CONTRACT.getBytes(StandardCharsets.UTF_8)),
            "labelled", "flats-labelled",
            "until", "2026-01-01T00:00:00Z",
            "first", "false",
            "holdout", "3,6,10,1",
            "window", "P18M",
            "seed", "42")
        .forEach((name, value) -> run.addAll(List.of("-p", name + "=" + value)));
    good(run.toArray());
  }

  @Test
  void aVersionThatAPipelineTrainedComesOutAgainToTheByte() throws IOException {
    train();

    Cli.Seen seen = cli("reproduce", "flats@1");
    Cli.Seen again = cli("reproduce", "flats@1", "--json");
    Cli.Seen last = cli("reproduce", "flats@1", "--last", "--json");

    assertThat(seen.exitCode()).as(seen.out() + seen.err()).isZero();
    assertThat(seen.out())
        .contains("Succeeded.", "flats@1: reproduced to the byte", "the same file to the byte")
        .containsPattern("dataset version +known +flats-labelled@1 sha256:")
        .containsPattern("seed +known +42");
    assertThat(again.exitCode()).isZero();
    JsonNode answer = Json.parse(again.out().getBytes(StandardCharsets.UTF_8), "the answer");
    assertThat(answer.at("/reproduction/verdict").asString("")).isEqualTo("SAME_BYTES");
    assertThat(answer.at("/reproduction/retrained")).isEqualTo(answer.at("/reproduction/recorded"));
    assertThat(last.out()).isEqualTo(again.out());
    assertThat(cli("model", "show", "flats").out()).doesNotContain("\n2 ");
  }

  @Test
  void aVersionFromOutsideNamesWhatIsMissingAndExitsWithThree() throws IOException {
    Path model = Files.writeString(folder.resolve("model.json"), TreeFile.of(List.of("x", "y"), 2));
    good("model", "register", model, "--name", "churn");

    Cli.Seen seen = cli("reproduce", "churn@1");

    assertThat(seen.exitCode()).as(seen.out() + seen.err()).isEqualTo(3);
    assertThat(seen.out()).contains("churn@1: not reproduced", "trained outside");
    for (String fact : List.of("dataset version", "code", "parameters", "seed", "environment")) {
      assertThat(seen.out()).containsPattern(fact + " +missing ");
    }
    assertThat(cli("reproduce", "churn@1", "--last").exitCode()).isEqualTo(3);
    assertThat(cli("reproduce", "churn@2").exitCode()).isEqualTo(4);
    assertThat(cli("reproduce", "churn").exitCode()).isEqualTo(2);
  }
}

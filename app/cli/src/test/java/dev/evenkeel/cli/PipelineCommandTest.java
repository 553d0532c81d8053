package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Pipelines of programs and queries by the command line, of a running server.
@Timeout(90)
class PipelineCommandTest {
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");
  private static final String PIPELINE =
      """
      version: 1
      name: first
      params: {least: {type: number, default: 2}}
      steps:
        make: {exec: ./make.sh, out: {rows: dataset, n: integer}, cache: content}
        sums:
          sql: select wall, count(*) as n from rows group by wall order by wall
          with: {into: walls}
          in: {rows: make.rows}
          cache: content
        fit: {exec: [./fit.sh], each: [3, 4], in: {depth: item}, out: {score: number}, after: [make]}
        tell: {exec: ./tell.sh, in: {scores: "fit[*].score"}, out: {said: text}, when: make.n >= params.least}
      """;

  @TempDir Path folder;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    Files.createDirectories(folder.resolve("pipelines"));
    script(
        "make.sh",
        """
        echo making
        printf 'wall,price\\nwood,1\\nbrick,2\\nwood,3\\n' > "$EVENKEEL_OUT_ROWS"
        echo '{"n": 3}' > "$EVENKEEL_OUTPUTS"
        """);
    script("fit.sh", "echo \"{\\\"score\\\": $EVENKEEL_PARAM_ITEM.5}\" > \"$EVENKEEL_OUTPUTS\"");
    script(
        "tell.sh",
        """
        grep -q '3.5.*4.5' "$EVENKEEL_INPUTS" || exit 3
        echo '{"said": "done"}' > "$EVENKEEL_OUTPUTS"
        """);
  }

  @AfterEach
  void close() {
    evenkeel.close();
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
  }

  private Path pipeline(String text) throws IOException {
    return Files.writeString(folder.resolve("pipelines/first.yaml"), text);
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private static JsonNode json(Cli.Seen seen) {
    assertThat(seen.exitCode()).as(seen.err() + seen.out()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the output");
  }

  private static String runOf(Cli.Seen seen) {
    Matcher matcher = RUN.matcher(seen.out());
    assertThat(matcher.find()).as(seen.out() + seen.err()).isTrue();
    return matcher.group();
  }

  @Test
  void runsProgramsAndQueriesAndTakesEarlierAnswersTheSecondTime() throws IOException {
    Path file = pipeline(PIPELINE);

    Cli.Seen first = cli("pipeline", "run", file, "--wait");
    Cli.Seen second = cli("pipeline", "run", file, "--wait");
    Cli.Seen plan = cli("pipeline", "plan", file);
    JsonNode walls = json(cli("data", "show", "walls@1", "--json"));

    assertThat(first.exitCode()).as(first.out() + first.err()).isZero();
    assertThat(first.out()).contains("succeeded  fit[1]").contains("Succeeded.");
    assertThat(second.out()).contains("as in run " + runOf(first));
    assertThat(walls.path("rows").asInt(0)).isEqualTo(2);
    assertThat(plan.out()).containsPattern("make +exec +take").containsPattern("fit +exec +run");
    Cli.Seen changed = cli("pipeline", "explain", runOf(second), "make");
    assertThat(changed.out()).contains("from run: " + runOf(first));
    assertThat(cli("pipeline", "logs", runOf(first), "make").out()).contains("making");
    JsonNode listed = json(cli("pipeline", "show", "first", "--json"));
    assertThat(listed.path("runs").size()).isEqualTo(2);
  }

  @Test
  void tellsWhichStepFailedWithItsLastLinesAndGoesOnFromIt() throws IOException {
    script("fit.sh", "echo no labels for this week; exit 7");
    Cli.Seen failed = cli("pipeline", "run", pipeline(PIPELINE), "--wait");
    String run = runOf(failed);

    assertThat(failed.exitCode()).isEqualTo(9);
    assertThat(failed.out())
        .containsPattern("Step fit\\[[01]] failed; its last lines")
        .contains("no labels for this week")
        .doesNotContain(folder.toString());
    Cli.Seen again = cli("pipeline", "retry", run, "--wait");
    assertThat(again.exitCode()).isEqualTo(9);
    JsonNode next = json(cli("pipeline", "show", runOf(again), "--json"));
    assertThat(next.path("retryOf").asString("")).isEqualTo(run);
    assertThat(next.path("steps").path(0).path("cachedFrom").asString("")).isEqualTo(run);
  }

  @Test
  void aCancelledRunEndsItsProgram() throws Exception {
    script("make.sh", "echo $$ > " + folder.resolve("pid") + "\nsleep 600");
    String run = runOf(cli("pipeline", "run", pipeline(PIPELINE)));
    long pid = pid();
    assertThat(ProcessHandle.of(pid)).isPresent();

    Cli.Seen cancelled = cli("pipeline", "cancel", run);

    assertThat(cancelled.exitCode()).as(cancelled.err()).isZero();
    JsonNode ended = json(cli("pipeline", "show", run, "--json"));
    while (ended.path("state").asString("").equals("CANCELLING")) {
      Thread.sleep(50);
      ended = json(cli("pipeline", "show", run, "--json"));
    }
    assertThat(ended.path("state").asString("")).isEqualTo("CANCELLED");
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private long pid() throws Exception {
    Path file = folder.resolve("pid");
    while (!Files.exists(file) || Files.readString(file).isBlank()) {
      Thread.sleep(20);
    }
    return Long.parseLong(Files.readString(file).strip());
  }

  @Test
  void aDeployedPipelinePinsItsCodeAndNamesWhatIsMissing() throws IOException {
    Path file = pipeline(PIPELINE);
    JsonNode deployed = json(cli("pipeline", "deploy", file, "--json"));
    script("make.sh", "exit 1");

    Cli.Seen run = cli("pipeline", "run", "first", "--wait");
    Files.delete(folder.resolve("tell.sh"));
    Cli.Seen missing = cli("pipeline", "deploy", file);
    Cli.Seen unknown = cli("pipeline", "run", "frist");
    Cli.Seen wrong = cli("pipeline", "run", "first", "-p", "leest=3");
    Cli.Seen graph = cli("pipeline", "graph", "first");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("needs the file `tell.sh`").contains("first.yaml:");
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("did you mean `first`?");
    assertThat(wrong.err()).contains("write `least`");
    assertThat(graph.out()).contains("\"make\" -> \"sums\";");
    assertThat(cli("pipeline", "list").out())
        .contains(deployed.path("digest").asString("").substring(7, 19));
    assertThat(cli("pipeline", "remove", "first").exitCode()).isZero();
    assertThat(cli("pipeline", "run", "first").exitCode()).isEqualTo(4);
  }
}

package dev.evenkeel.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A step in a process of its own, over the files that a runner lays out.
class StepMainTest {
  record In(
      LocalDate week,
      Instant at,
      double rate,
      long rows,
      boolean dry,
      String note,
      List<Integer> depths,
      DatasetRef data,
      FileRef text) {}

  record Told(String told, double half, List<String> names, FileRef copy, ModelRef model) {}

  public static final class Tell implements StepCode<In, Told> {
    @Override
    public Told run(In in) throws IOException {
      System.out.println("at work");
      Path made = Files.writeString(Path.of("made.txt"), "made of " + in.data().reference());
      return new Told(
          String.join(
              " ",
              in.week().toString(),
              in.at().toString(),
              in.note(),
              String.valueOf(in.dry()),
              in.depths().toString(),
              String.valueOf(in.rows()),
              Files.readString(in.text().path().orElseThrow())),
          in.rate() / 2,
          List.of("a", "b"),
          FileRef.at(made),
          ModelRef.of("m@3"));
    }
  }

  record Rate(double rate) {}

  public static final class Divide implements StepCode<Rate, Rate> {
    @Override
    public Rate run(Rate in) {
      if (in.rate() < 0) {
        throw new IllegalStateException("a rate below nothing");
      }
      return new Rate(1 / in.rate());
    }
  }

  private static final String RATE =
      "{'inputs': {'rate': {'value': %s}}, 'outputs': {'rate': {'kind': 'value'}}}";

  @TempDir Path folder;

  private record End(int code, String log, String outputs) {}

  private End run(Class<?> code, String manifest) throws Exception {
    Path inputs = Files.writeString(folder.resolve("inputs.json"), manifest.replace('\'', '"'));
    Path outputs = Files.writeString(folder.resolve("outputs.json"), "");
    Path log = folder.resolve("log");
    ProcessBuilder process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StepMain.class.getName(),
                code.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    process.environment().clear();
    process
        .environment()
        .putAll(
            Map.of("EVENKEEL_INPUTS", inputs.toString(), "EVENKEEL_OUTPUTS", outputs.toString()));
    Process running = process.start();
    assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new End(running.exitValue(), Files.readString(log), Files.readString(outputs));
  }

  @Test
  void bindsInputsToARecordAndWritesWhatItAnswers() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "words");
    Path copy = folder.resolve("copy");

    End end =
        run(
            Tell.class,
            """
            {'attempt': 'a', 'parameters': {}, 'inputs': {
              'week': {'value': '2026-05-04'}, 'at': {'value': '2026-05-04T02:00:00+02:00'},
              'rate': {'value': '0.5'}, 'rows': {'value': 12}, 'dry': {'value': 'true'},
              'note': {'value': 'n'}, 'depths': {'value': '[4, 6]'},
              'data': {'value': 'sales@7'}, 'text': {'path': '%s'}},
             'outputs': {'told': {'kind': 'value'}, 'half': {'kind': 'value'},
              'names': {'kind': 'value'}, 'model': {'kind': 'model', 'path': '%s'},
              'copy': {'kind': 'file', 'path': '%s'}}}
            """
                .formatted(text, folder.resolve("model"), copy));

    assertThat(end.log()).isEqualTo("at work\n");
    assertThat(end.code()).isZero();
    assertThat(end.outputs())
        .isEqualTo(
            "{\"told\":\"2026-05-04 2026-05-04T00:00:00Z n true [4, 6] 12 words\",\"half\":0.25,"
                + "\"names\":[\"a\",\"b\"],\"model\":\"m@3\"}");
    assertThat(copy).hasContent("made of sales@7");
  }

  @Test
  void failsWithTheWordsOfTheStep() throws Exception {
    End end = run(Divide.class, RATE.formatted("-1"));

    assertThat(end.code()).isEqualTo(1);
    assertThat(end.log()).contains("a rate below nothing", "StepMainTest$Divide.run");
    assertThat(end.outputs()).isEmpty();
  }

  @Test
  void refusesAnAnswerThatIsNoFiniteNumber() throws Exception {
    End end = run(Divide.class, RATE.formatted("0"));

    assertThat(end.code()).isEqualTo(1);
    assertThat(end.log())
        .isEqualTo("Cannot answer rate: Cannot use a number: finite, got Infinity\n");
  }

  @Test
  void namesWhatItCannotBind() throws Exception {
    assertThat(run(Divide.class, "{'inputs': {}, 'outputs': {}}").log())
        .isEqualTo("Cannot run the step: input rate is missing\n");
    assertThat(run(Divide.class, RATE.formatted("'x'")).log())
        .isEqualTo("Cannot use input rate: double, got {\"value\":\"x\"}\n");
    assertThat(run(String.class, RATE.formatted("1")).log())
        .startsWith("Cannot use java.lang.String as a step");
    assertThat(run(String.class, RATE.formatted("1")).code()).isEqualTo(2);
  }

  @Test
  void refusesAnOutputThatThePipelineDoesNotDeclare() throws Exception {
    End end = run(Divide.class, "{'inputs': {'rate': {'value': 2}}, 'outputs': {}}");

    assertThat(end.code()).isEqualTo(1);
    assertThat(end.log()).isEqualTo("Cannot answer rate: the pipeline declares no such output\n");
  }
}

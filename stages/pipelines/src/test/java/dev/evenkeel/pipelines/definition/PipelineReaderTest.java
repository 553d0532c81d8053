package dev.evenkeel.pipelines.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineReaderTest {
  private static final String TRAIN =
      """
      version: 1
      name: train
      steps:
        load:
        split: {after: [load]}
        train:
          uses: xgboost
          after: [split]
          with: {trees: 100, depth: 5}
        evaluate: {after: [train, split]}
      """;

  private static Pipeline read(String yaml) {
    return PipelineReader.read(yaml, "train.yaml");
  }

  private static Problem refusal(String yaml) {
    return Problems.of(() -> read(yaml));
  }

  @Test
  void readsStepsWithWhatTheyUseAndWaitFor() {
    Pipeline pipeline = read(TRAIN);

    assertThat(pipeline.name()).isEqualTo("train");
    assertThat(pipeline.steps())
        .containsExactly(
            new Step("load", "load", List.of(), Map.of()),
            new Step("split", "split", List.of("load"), Map.of()),
            new Step("train", "xgboost", List.of("split"), Map.of("trees", "100", "depth", "5")),
            new Step("evaluate", "evaluate", List.of("train", "split"), Map.of()));
  }

  @Test
  void putsStepsIntoRunningOrderHoweverTheyAreWritten() {
    Pipeline pipeline =
        read("version: 1\nname: p\nsteps:\n  c: {after: [b]}\n  b: {after: [a]}\n  a: {}\n");

    assertThat(pipeline.steps()).extracting(Step::name).containsExactly("a", "b", "c");
  }

  @Test
  void givesEqualPipelinesEqualDigestsAndOthersAnother() {
    String otherOrder = TRAIN.replace("trees: 100, depth: 5", "depth: 5, trees: 100");
    String otherValue = TRAIN.replace("trees: 100", "trees: 101");

    assertThat(read(otherOrder).digest()).isEqualTo(read(TRAIN).digest());
    assertThat(read(otherValue).digest()).isNotEqualTo(read(TRAIN).digest());
    assertThat(read(read(TRAIN).canonical())).isEqualTo(read(TRAIN));
  }

  @Test
  void knowsAllThatAStepWaitsFor() {
    assertThat(read(TRAIN).before("evaluate")).isEqualTo(Set.of("load", "split", "train"));
    assertThat(read(TRAIN).before("load")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "version: 1 | version: 2 | `version: 2` cannot be used | :1, /version | ^^",
        "version: 1 | varsion: 1 | key `version` is missing | :1 | ^^",
        "name: train | name: a/b | pipeline name `a/b` cannot be used | :2, /name | another name",
        "steps: | stepps: | key `steps` is missing | :1 | ^^",
        "name: train | name: train\\nstesp: 1 | key `stesp` is unknown | :3, /stesp | write `steps`",
        "uses: xgboost | usse: xgboost | key `usse` is unknown | :7, /steps/train/usse | write `uses`",
        "[split] | [splitt] | step `train` waits for `splitt`, which does not exist"
            + " | :8, /steps/train/after | write `split`",
        "[split] | split | `after` is no list | :8, /steps/train/after | ^^",
        "[split] | [[split]] | `after` holds no single value | :8, /steps/train/after/0 | ^^",
        "[split] | [train] | step `train` waits for itself: train after train"
            + " | :6, /steps/train | ^^",
        "load: | load: {after: [evaluate]} | step `load` waits for itself:"
            + " load after evaluate after split after load | :4, /steps/load | ^^",
        "depth: 5 | trees: 5 | key `trees` stands twice | :9, /steps/train/with/trees | ^^",
        "split: {after: [load]} | s d: {} | step name `s d` cannot be used | :5, /steps/s d | ^^",
        "{after: [load]} | 7 | not a mapping | :5, /steps/split | ^^",
      })
  void saysWhatIsWrongAndWhere(
      String right, String wrong, String what, String place, String remedy) {
    String yaml = TRAIN.replace(right, wrong.replace("\\n", "\n"));

    Problem problem = refusal(yaml);

    assertThat(yaml).isNotEqualTo(TRAIN);
    assertThat(problem.kind()).isEqualTo(Kind.INPUT);
    assertThat(problem.what()).startsWith(what);
    assertThat(problem.where()).isEqualTo("train.yaml" + place);
    assertThat(problem.remedy()).contains(remedy);
  }

  @Test
  void namesOnlyTheStepsOfTheCircle() {
    Problem problem =
        refusal(
            """
            version: 1
            name: p
            steps:
              before: {}
              after: {after: [a]}
              a: {after: [before, b]}
              b: {after: [a]}
            """);

    assertThat(problem.what()).isEqualTo("step `a` waits for itself: a after b after a");
  }

  @Test
  void takesOneToFiveThousandSteps() {
    StringBuilder yaml = new StringBuilder("version: 1\nname: p\nsteps:\n");
    for (int step = 4_999; step > 0; step--) {
      yaml.append("  s%d: {after: [s%d]}\n".formatted(step, step - 1));
    }
    yaml.append("  s0: {}\n");

    assertThat(read(yaml.toString()).steps()).hasSize(5_000);
    assertThat(refusal(yaml + "  s5000: {}\n").what()).isEqualTo("a pipeline of 5001 steps");
    assertThat(refusal("version: 1\nname: p\nsteps: {}\n").expected()).isEqualTo("1 to 5000");
  }

  @Test
  void endsInAPipelineInRunningOrderOrAProblemWhateverTheText() {
    byte[] valid = TRAIN.getBytes(StandardCharsets.UTF_8);
    byte[] letters = "abdeilnoprstux0159[]{},:-&*!|>'\"# \n\t".getBytes(StandardCharsets.UTF_8);
    Seeds.each(
        20_000,
        random -> {
          byte[] changed = valid.clone();
          for (int change = random.nextInt(4); change >= 0; change--) {
            changed[random.nextInt(changed.length)] = letters[random.nextInt(letters.length)];
          }
          try {
            assertInRunningOrder(read(new String(changed, StandardCharsets.UTF_8)));
          } catch (ProblemException e) {
            assertThat(e.problem().kind()).isIn(Kind.INPUT, Kind.MALFORMED);
            assertThat(e.problem().where()).startsWith("train.yaml");
          }
        });
  }

  private static void assertInRunningOrder(Pipeline pipeline) {
    Set<String> earlier = new HashSet<>();
    for (Step step : pipeline.steps()) {
      assertThat(earlier).containsAll(step.after());
      assertThat(earlier.add(step.name())).isTrue();
    }
  }
}

package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What runs promise, on either database; their metrics have a contract of their own.
abstract class RunsContract extends TrackingContract {
  private Run found(String id) {
    return runs.find(id).orElseThrow();
  }

  @Test
  void aRunIsFoundAsItWasBegun() {
    long sales = experiment("sales");

    Run begun =
        runs.start(new NewRun(sales, "", "ann", OptionalLong.of(17), List.of(pair("team", "a"))));

    RunInfo info = begun.info();
    assertThat(info.id()).matches("[0-9a-f]{32}");
    assertThat(info.artifactUri()).isEqualTo("mlflow-artifacts:/%d/%s/artifacts", sales, info.id());
    assertThat(info.name()).matches("[a-z]+-[a-z]+-[0-9]+");
    assertThat(info.startMillis()).isEqualTo(17);
    assertThat(info.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(info.endMillis()).isEmpty();
    assertThat(begun.tags()).isEqualTo(Map.of("team", "a", "mlflow.runName", info.name()));
    assertThat(found(info.id())).isEqualTo(begun);
  }

  @Test
  void aRunWithoutATimeBeginsNow() {
    Run begun = runs.start(new NewRun(0, "", "", OptionalLong.empty(), List.of()));

    assertThat(begun.info().startMillis()).isEqualTo(MAY_MILLIS);
  }

  @Test
  void aRunIsNamedByItsTagToo() {
    List<KeyValue> tag = List.of(pair("mlflow.runName", "first"));

    assertThat(begin("", tag).name()).isEqualTo("first");
    assertThat(begin("first", tag).name()).isEqualTo("first");
    assertRefused(Problem.Kind.INPUT, () -> begin("second", tag));
  }

  private RunInfo begin(String name, List<KeyValue> tags) {
    return runs.start(new NewRun(0, name, "", OptionalLong.empty(), tags)).info();
  }

  @Test
  void aRunOfAnUnknownExperimentIsRefused() {
    assertRefused(Problem.Kind.NOT_FOUND, () -> run(999));
  }

  @Test
  void anUpdateChangesOnlyWhatItSays() {
    String id = run();

    runs.update(id, Optional.of(RunStatus.FINISHED), OptionalLong.of(9), Optional.empty());
    RunInfo renamed =
        runs.update(id, Optional.empty(), OptionalLong.empty(), Optional.of("second"));

    assertThat(renamed.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(renamed.endMillis()).hasValue(9);
    assertThat(found(id).info()).isEqualTo(renamed);
    assertThat(found(id).tags()).containsEntry("mlflow.runName", "second");
  }

  @Test
  void theTagOfItsNameRenamesARunAndAnEmptyOneDoesNot() {
    String id = run();

    runs.log(id, tags(pair("mlflow.runName", "second")));
    runs.log(id, tags(pair("mlflow.runName", "")));

    assertThat(found(id).info().name()).isEqualTo("second");
    assertThat(found(id).tags()).containsEntry("mlflow.runName", "second");
  }

  @Test
  void deletingAndRestoringAgainIsNothingNew() {
    String id = run();

    runs.delete(id);
    runs.delete(id);
    assertThat(found(id).info().stage()).isEqualTo(Stage.DELETED);

    runs.restore(id);
    runs.restore(id);
    assertThat(found(id).info().stage()).isEqualTo(Stage.ACTIVE);
    assertRefused(Problem.Kind.NOT_FOUND, () -> runs.delete("0123"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> runs.restore("0123"));
  }

  @Test
  void nothingIsWrittenToADeletedRun() {
    String id = run();
    Run before = found(id);
    runs.delete(id);
    DatasetInput dataset = dataset("sales", "1", Map.of());

    assertRefused(Problem.Kind.INPUT, () -> runs.log(id, metrics(point("f1", 1, 1, 1))));
    assertRefused(Problem.Kind.INPUT, () -> runs.log(id, params(pair("a", "1"))));
    assertRefused(Problem.Kind.INPUT, () -> runs.log(id, tags(pair("a", "1"))));
    assertRefused(Problem.Kind.INPUT, () -> runs.untag(id, "mlflow.runName"));
    assertRefused(Problem.Kind.INPUT, () -> runs.changeTag(id, "a", _ -> "1"));
    assertRefused(Problem.Kind.INPUT, () -> runs.addInputs(id, List.of(dataset), List.of()));
    assertRefused(Problem.Kind.INPUT, () -> runs.addOutputs(id, List.of(new ModelOutput("m", 1))));
    assertRefused(
        Problem.Kind.INPUT,
        () -> runs.update(id, Optional.empty(), OptionalLong.of(1), Optional.empty()));
    runs.restore(id);
    assertThat(found(id)).isEqualTo(before);
  }

  @Test
  void paramsNeverChange() {
    String id = run();
    runs.log(id, params(pair("depth", "5"), pair("note", "")));

    runs.log(id, params(pair("depth", "5"), pair("eta", "0.1"), pair("note", "")));
    assertRefused(
        Problem.Kind.INPUT, () -> runs.log(id, params(pair("a", "1"), pair("depth", "6"))));
    assertRefused(Problem.Kind.INPUT, () -> runs.log(id, params(pair("b", "1"), pair("b", "1"))));

    assertThat(found(id).params()).isEqualTo(Map.of("depth", "5", "eta", "0.1", "note", ""));
  }

  @Test
  void aRefusedBatchLeavesNothing() {
    String id = run();
    runs.log(id, params(pair("depth", "5")));
    Run before = found(id);

    assertRefused(
        Problem.Kind.INPUT,
        () ->
            runs.log(
                id,
                new Batch(
                    List.of(point("f1", 1, 1, 1)),
                    List.of(pair("eta", "1"), pair("depth", "6")),
                    List.of(pair("team", "a")))));

    assertThat(found(id)).isEqualTo(before);
    assertThat(runs.history(id, "f1", Optional.empty(), 10).points()).isEmpty();
  }

  @Test
  void tagsAreSetReplacedAndRemoved() {
    String id = run();
    runs.log(id, tags(pair("a", "1"), pair("b", "2"), pair("a", "3")));
    runs.log(id, tags(pair("b", "4")));
    runs.changeTag(id, "b", present -> present + "!");
    runs.changeTag(id, "c", present -> present + "?");

    assertThat(found(id).tags())
        .containsEntry("a", "3")
        .containsEntry("b", "4!")
        .containsEntry("c", "?");

    runs.untag(id, "a");

    assertThat(found(id).tags()).doesNotContainKey("a");
    assertRefused(Problem.Kind.NOT_FOUND, () -> runs.untag(id, "a"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> runs.log("0123", tags(pair("a", "1"))));
  }

  @Test
  void aBatchIsBoundedAsMlflowBoundsIt() {
    String id = run();
    List<KeyValue> hundred = pairs(100);
    List<Measurement> points = points(800);

    runs.log(id, new Batch(points, hundred, hundred));

    assertThat(found(id).metrics()).hasSize(800);
    assertThat(found(id).params()).hasSize(100);
    for (Batch tooMuch :
        List.of(
            new Batch(points(1_001), List.of(), List.of()),
            new Batch(List.of(), pairs(101), List.of()),
            new Batch(List.of(), List.of(), pairs(101)),
            new Batch(points(801), hundred, hundred))) {
      assertRefused(Problem.Kind.INPUT, () -> runs.log(id, tooMuch));
    }
  }

  private static List<KeyValue> pairs(int count) {
    return IntStream.range(0, count).mapToObj(n -> pair("k" + n, "v" + n)).toList();
  }

  private static List<Measurement> points(int count) {
    return IntStream.range(0, count).mapToObj(n -> point("m" + n, n, n, n)).toList();
  }

  @Test
  void valuesAreBoundedAsMlflowBoundsThem() {
    String id = run();
    runs.log(id, params(pair("k".repeat(250), "😀".repeat(6_000))));
    runs.log(id, tags(pair("größe/a b.c-d:e", "v".repeat(8_000))));

    for (Batch refused :
        List.of(
            params(pair("k".repeat(251), "")),
            params(pair("k", "a\0b")),
            tags(pair("a<b", "")),
            tags(pair("../a", "")),
            tags(pair("", "")),
            metrics(point("/f1", 1, 1, 1)),
            metrics(point("f1", 1, -1, 1)))) {
      assertRefused(Problem.Kind.INPUT, () -> runs.log(id, refused));
    }
    assertThat(found(id).params()).containsEntry("k".repeat(250), "😀".repeat(6_000));
  }

  @Test
  void longValuesAreCutOffAndAreTheSameAgain() {
    String id = run();

    for (int times = 0; times < 2; times++) {
      runs.log(id, params(pair("k", "😀".repeat(6_001))));
      runs.log(id, tags(pair("t", "v".repeat(8_001))));
    }

    assertThat(found(id).params()).containsEntry("k", "😀".repeat(6_000));
    assertThat(found(id).tags()).containsEntry("t", "v".repeat(8_000));
  }

  @Test
  void datasetsComeBackInTheirOrderWithTheTagsOfTheRun() {
    String id = run();
    String other = run();
    DatasetInput first = dataset("z", "1", Map.of("mlflow.data.context", "training"));
    DatasetInput second = dataset("a", "2", Map.of("mlflow.data.context", "test"));
    DatasetInput again = dataset("z", "1", Map.of("mlflow.data.context", "again"));

    runs.addInputs(id, List.of(first, again), List.of());
    runs.addInputs(id, List.of(again, second), List.of());
    runs.addInputs(other, List.of(again), List.of());

    assertThat(found(id).datasets()).containsExactly(first, second);
    assertThat(found(other).datasets()).containsExactly(again);
  }

  @Test
  void manyDatasetsAreLoggedAtOnce() {
    String id = run();
    List<DatasetInput> many =
        IntStream.range(0, 250).mapToObj(n -> dataset("d" + n, "x", Map.of())).toList();

    runs.addInputs(id, many, List.of());

    assertThat(found(id).datasets()).isEqualTo(many);
  }

  @Test
  void datasetsAreBounded() {
    String id = run();
    for (DatasetInput refused :
        List.of(
            dataset("n".repeat(501), "1", Map.of()),
            dataset("n", "d".repeat(37), Map.of()),
            dataset("n", "1", Map.of("k".repeat(256), "")),
            dataset("n", "1", Map.of("k", "v".repeat(501))))) {
      assertRefused(Problem.Kind.INPUT, () -> runs.addInputs(id, List.of(refused), List.of()));
    }
    assertRefused(
        Problem.Kind.INPUT,
        () ->
            runs.addInputs(id, Collections.nCopies(1_001, dataset("n", "1", Map.of())), List.of()));
    assertThat(found(id).datasets()).isEmpty();
  }

  private static DatasetInput dataset(String name, String digest, Map<String, String> tags) {
    return new DatasetInput(
        new Dataset(name, digest, "local", "{}", Optional.of("[]"), Optional.empty()), tags);
  }

  @Test
  void modelsGoInAndComeOut() {
    String id = run();

    runs.addInputs(id, List.of(), List.of("m-1", "m-2", "m-1"));
    runs.addOutputs(id, List.of(new ModelOutput("m-1", 3)));
    runs.addOutputs(id, List.of(new ModelOutput("m-1", 4)));

    assertThat(found(id).modelInputs()).containsExactly("m-1", "m-2");
    assertThat(found(id).modelOutputs()).containsExactly(new ModelOutput("m-1", 4));
    assertRefused(Problem.Kind.INPUT, () -> runs.addInputs(id, List.of(), List.of("../m")));
  }

  @Test
  void manyAreReadInTheOrderAskedFor() {
    List<String> made = Stream.generate(this::run).limit(520).toList();
    runs.log(made.get(3), tags(pair("n", "3")));
    List<String> asked = new ArrayList<>(made.reversed());
    asked.add(1, "unknown");

    List<Run> read = runs.read(asked);

    assertThat(read).extracting(run -> run.info().id()).isEqualTo(made.reversed());
    assertThat(read.get(516).tags()).containsEntry("n", "3");
    assertRefused(Problem.Kind.INPUT, () -> runs.read(List.of("../etc")));
  }
}

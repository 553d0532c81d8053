package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What logged models promise, on either database.
abstract class LoggedModelsContract extends TrackingContract {
  private LoggedModel model(String name) {
    return models.create(
        new NewModel(
            Experiments.DEFAULT, Optional.of(name), "", Optional.empty(), List.of(), List.of()));
  }

  @Test
  void aModelIsFoundAsItWasMade() {
    String run = run();

    LoggedModel made =
        models.create(
            new NewModel(
                0,
                Optional.of("trees"),
                "xgboost",
                Optional.of(run),
                List.of(pair("depth", "5")),
                List.of(pair("team", "a"))));

    assertThat(made.id()).matches("m-[0-9a-f]{32}");
    assertThat(made.artifactUri()).isEqualTo("mlflow-artifacts:/0/models/%s/artifacts", made.id());
    assertThat(made.status()).isEqualTo(LoggedModel.Status.PENDING);
    assertThat(made.params()).isEqualTo(Map.of("depth", "5"));
    assertThat(models.find(made.id())).contains(made);
  }

  @Test
  void aModelWithoutANameGetsOne() {
    LoggedModel made =
        models.create(
            new NewModel(0, Optional.empty(), "", Optional.empty(), List.of(), List.of()));

    assertThat(made.name()).matches("[a-z]+-[a-z]+-[0-9]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a:b", "a.b", "a%b", "a\"b", "a'b", "a\nb"})
  void aNameThatWouldBeAPathIsRefused(String name) {
    assertRefused(Problem.Kind.INPUT, () -> model(name));
  }

  @Test
  void aModelIsMadeInAnActiveExperimentOnly() {
    long sales = experiment("sales");
    NewModel asked =
        new NewModel(sales, Optional.of("m"), "", Optional.empty(), List.of(), List.of());
    experiments.delete(sales);

    assertRefused(Problem.Kind.INPUT, () -> models.create(asked));
    assertRefused(
        Problem.Kind.NOT_FOUND,
        () ->
            models.create(
                new NewModel(99, Optional.of("m"), "", Optional.empty(), List.of(), List.of())));
  }

  @Test
  void finishingSaysThatTheFilesAreThere() {
    String id = model("trees").id();
    waitAnHour();

    LoggedModel finished = models.finish(id, LoggedModel.Status.READY);

    assertThat(finished.status()).isEqualTo(LoggedModel.Status.READY);
    assertThat(finished.updatedMillis()).isEqualTo(MAY_MILLIS + 3_600_000);
    assertThat(models.find(id)).contains(finished);
    assertRefused(Problem.Kind.NOT_FOUND, () -> models.finish("m-1", LoggedModel.Status.READY));
  }

  @Test
  void aDeletedModelIsFoundByThoseWhoAskForIt() {
    String id = model("trees").id();

    models.delete(id);
    models.delete(id);

    assertThat(models.find(id)).isEmpty();
    assertThat(models.findEvenDeleted(id)).isPresent();
    assertRefused(Problem.Kind.NOT_FOUND, () -> models.delete("m-1"));
  }

  @Test
  void paramsNeverChange() {
    String id = model("trees").id();
    models.addParams(id, List.of(pair("depth", "5"), pair("eta", "0.1")));

    models.addParams(id, List.of(pair("depth", "5"), pair("rounds", "10")));
    assertRefused(
        Problem.Kind.INPUT,
        () -> models.addParams(id, List.of(pair("seed", "1"), pair("depth", "6"))));
    assertRefused(
        Problem.Kind.INPUT,
        () -> models.addParams(id, List.of(pair("seed", "1"), pair("seed", "2"))));

    assertThat(models.find(id).orElseThrow().params())
        .isEqualTo(Map.of("depth", "5", "eta", "0.1", "rounds", "10"));
  }

  @Test
  void tagsAreSetReplacedAndRemoved() {
    String id = model("trees").id();
    models.tag(id, List.of(pair("a", "1"), pair("b/c", "2"), pair("a", "3")));
    models.tag(id, List.of(pair("b/c", "4")));

    assertThat(models.find(id).orElseThrow().tags()).isEqualTo(Map.of("a", "3", "b/c", "4"));

    models.untag(id, "b/c");

    assertThat(models.find(id).orElseThrow().tags()).isEqualTo(Map.of("a", "3"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> models.untag(id, "b/c"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> models.tag("m-1", List.of()));
  }

  @Test
  void itsMetricsAreTheLatestOfEachRunAndDataset() {
    String id = model("trees").id();
    String run = run();
    String other = run();

    runs.log(
        run,
        metrics(
            measured(id, "f1", 0.9, 2, "sales", "abc"),
            measured(id, "f1", 0.8, 1, "sales", "abc"),
            measured(id, "f1", 0.7, 1, "", "")));
    runs.log(run, metrics(measured(id, "f1", 0.1, 0, "sales", "abc")));
    runs.log(other, metrics(measured(id, "f1", Double.NaN, 0, "sales", "abc")));

    assertThat(models.find(id).orElseThrow().metrics())
        .containsExactlyInAnyOrder(
            new ModelMetric(new Metric("f1", 0.9, 7, 2), run, "sales", "abc"),
            new ModelMetric(new Metric("f1", 0.7, 7, 1), run, "", ""),
            new ModelMetric(new Metric("f1", Double.NaN, 7, 0), other, "sales", "abc"));
    assertThat(runs.find(run).orElseThrow().metrics()).containsExactly(new Metric("f1", 0.9, 7, 2));
  }

  @Test
  void aMetricOfAnUnknownModelIsNotFoundAndNothingOfItsBatchIsKept() {
    String run = run();

    assertRefused(
        Problem.Kind.NOT_FOUND,
        () -> runs.log(run, metrics(point("loss", 1, 1, 1), measured("m-1", "f1", 1, 1, "", ""))));

    assertThat(runs.find(run).orElseThrow().metrics()).isEmpty();
  }

  @Test
  void manyAreReadInTheOrderAskedFor() {
    String one = model("one").id();
    String two = model("two").id();
    models.tag(two, List.of(pair("a", "1")));
    models.delete(one);

    List<LoggedModel> read = models.read(List.of(two, "m-unknown", one));

    assertThat(read).extracting(LoggedModel::name).containsExactly("two", "one");
    assertThat(read.getFirst().tags()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void idsAndListsAreBounded() {
    String id = model("trees").id();

    assertRefused(Problem.Kind.INPUT, () -> models.find("../etc"));
    assertRefused(Problem.Kind.INPUT, () -> models.read(List.of("m-1", "a".repeat(257))));
    assertRefused(
        Problem.Kind.INPUT, () -> models.addParams(id, Collections.nCopies(101, pair("a", "1"))));
    assertRefused(Problem.Kind.INPUT, () -> models.tag(id, List.of(pair("../a", "1"))));
  }

  private static Measurement measured(
      String model, String key, double value, long step, String dataset, String digest) {
    return new Measurement(new Metric(key, value, 7, step), model, dataset, digest);
  }
}

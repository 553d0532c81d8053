package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What experiments promise, on either database.
abstract class ExperimentsContract extends TrackingContract {
  @Test
  void aNewRegistryHasTheDefaultExperiment() {
    assertThat(experiments.find(0).orElseThrow().name()).isEqualTo("Default");
    assertThat(experiments.named("Default").orElseThrow().artifactLocation())
        .isEqualTo("mlflow-artifacts:/0");
  }

  @Test
  void anExperimentIsFoundAsItWasMade() {
    Experiment made =
        experiments.create(
            "/Users/ann/häuser 🏠", "", List.of(pair("team", "a"), pair("team", "b")));

    assertThat(made.id()).isPositive();
    assertThat(made.tags()).isEqualTo(Map.of("team", "b"));
    assertThat(made.createdMillis()).isEqualTo(MAY_MILLIS);
    assertThat(experiments.find(made.id())).contains(made);
    assertThat(experiments.named("/Users/ann/häuser 🏠")).contains(made);
  }

  @Test
  void aNameStaysTakenAfterItsExperimentWasDeleted() {
    long sales = experiment("sales");
    long churn = experiment("churn");
    experiments.delete(sales);

    assertRefused(Problem.Kind.CONFLICT, () -> experiment("sales"));
    assertRefused(Problem.Kind.CONFLICT, () -> experiments.rename(churn, "sales"));
    assertThat(experiments.find(churn).orElseThrow().name()).isEqualTo("churn");
  }

  @Test
  void aDeletedExperimentTakesItsRunsAlongAndBringsThemBack() {
    long sales = experiment("sales");
    String run = run(sales);
    String other = run();
    waitAnHour();

    experiments.delete(sales);

    Experiment deleted = experiments.find(sales).orElseThrow();
    assertThat(deleted.stage()).isEqualTo(Stage.DELETED);
    assertThat(deleted.updatedMillis()).isEqualTo(MAY_MILLIS + 3_600_000);
    assertThat(runs.find(run).orElseThrow().info().stage()).isEqualTo(Stage.DELETED);
    assertThat(runs.find(other).orElseThrow().info().stage()).isEqualTo(Stage.ACTIVE);

    experiments.restore(sales);

    assertThat(experiments.find(sales).orElseThrow().stage()).isEqualTo(Stage.ACTIVE);
    assertThat(runs.find(run).orElseThrow().info().stage()).isEqualTo(Stage.ACTIVE);
  }

  @Test
  void onlyWhatIsActiveIsDeletedAndOnlyWhatIsDeletedRestored() {
    long sales = experiment("sales");

    assertRefused(Problem.Kind.NOT_FOUND, () -> experiments.restore(sales));
    experiments.delete(sales);
    assertRefused(Problem.Kind.NOT_FOUND, () -> experiments.delete(sales));
    assertRefused(Problem.Kind.NOT_FOUND, () -> experiments.delete(999));
  }

  @Test
  void nothingIsWrittenToADeletedExperiment() {
    long sales = experiment("sales");
    experiments.tag(sales, "team", "a");
    experiments.delete(sales);

    assertRefused(Problem.Kind.INPUT, () -> experiments.rename(sales, "homes"));
    assertRefused(Problem.Kind.INPUT, () -> experiments.tag(sales, "team", "b"));
    assertRefused(Problem.Kind.INPUT, () -> experiments.untag(sales, "team"));
    assertRefused(Problem.Kind.INPUT, () -> run(sales));
    assertThat(experiments.find(sales).orElseThrow().tags()).isEqualTo(Map.of("team", "a"));
  }

  @Test
  void tagsAreSetReplacedAndRemoved() {
    long sales = experiment("sales");
    experiments.tag(sales, "team", "a");
    experiments.tag(sales, "team", "b");
    experiments.tag(sales, "note", "");

    assertThat(experiments.find(sales).orElseThrow().tags())
        .isEqualTo(Map.of("team", "b", "note", ""));

    experiments.untag(sales, "team");

    assertThat(experiments.find(sales).orElseThrow().tags()).isEqualTo(Map.of("note", ""));
    assertRefused(Problem.Kind.NOT_FOUND, () -> experiments.untag(sales, "team"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> experiments.tag(999, "team", "a"));
  }

  @Test
  void renamingToItsOwnNameIsNothingNew() {
    long sales = experiment("sales");

    experiments.rename(sales, "sales");
    experiments.rename(sales, "homes");

    assertThat(experiments.named("homes").orElseThrow().id()).isEqualTo(sales);
    assertThat(experiments.named("sales")).isEmpty();
  }

  @Test
  void namesAndTagsAreBounded() {
    assertThat(experiment("😀".repeat(500))).isPositive();
    assertRefused(Problem.Kind.INPUT, () -> experiment("😀".repeat(501)));
    assertRefused(Problem.Kind.INPUT, () -> experiment(""));
    assertRefused(Problem.Kind.INPUT, () -> experiment("a\0b"));
    assertRefused(Problem.Kind.INPUT, () -> experiment("half a pair \uD83D"));
    experiments.tag(0, "k".repeat(250), "v".repeat(5_000));
    assertRefused(Problem.Kind.INPUT, () -> experiments.tag(0, "k".repeat(251), ""));
    assertRefused(Problem.Kind.INPUT, () -> experiments.tag(0, "k", "v".repeat(5_001)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlflow-artifacts:/", "mlflow-artifacts:/a/b c", "MLFLOW-artifacts:/x/"})
  void aLocationInOurOwnStoreIsKeptAsALabel(String location) {
    Experiment made = experiments.create("sales", location, List.of());

    assertThat(experiments.find(made.id()).orElseThrow().artifactLocation()).isEqualTo(location);
    assertThat(runs.find(run(made.id())).orElseThrow().info().artifactUri())
        .startsWith("mlflow-artifacts:/%d/".formatted(made.id()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "file:///etc",
        "FILE:///etc",
        "file://a#/..//x",
        "//dbfs",
        "s3://bucket/a",
        "runs:/1/a",
        "http:///#/../../etc",
        "mlflow-artifacts://other-host:9000/",
        "mlflow-artifacts:///a",
        "mlflow-artifacts:/../etc",
        "mlflow-artifacts:/a/../../etc",
        "mlflow-artifacts:/a/..",
        "mlflow-artifacts:/%2e%2e/etc",
        "mlflow-artifacts:/a;..%2F",
        "mlflow-artifacts:/a?/../",
        "mlflow-artifacts:/a#/../",
        "mlflow-artifacts:/a\\..\\b",
        "mlflow-artifacts:/C:/a",
        "mlflow-artifacts:/a\nb",
        "mlflow-artifacts:a",
        " mlflow-artifacts:/a"
      })
  void anyOtherLocationIsRefused(String location) {
    assertRefused(Problem.Kind.INPUT, () -> experiments.create("sales", location, List.of()));
    assertThat(experiments.named("sales")).isEmpty();
  }

  @Test
  void manyAreReadInTheOrderAskedFor() {
    List<Long> made = LongStream.range(0, 5).mapToObj(n -> experiment("e" + n)).toList();
    experiments.tag(made.get(3), "team", "a");
    List<Long> asked = List.of(made.get(3), 999L, 0L, made.get(1));

    List<Experiment> read = experiments.read(asked);

    assertThat(read).extracting(Experiment::name).containsExactly("e3", "Default", "e1");
    assertThat(read.getFirst().tags()).isEqualTo(Map.of("team", "a"));
    assertThat(experiments.read(List.of())).isEmpty();
    assertThat(experiments.read(LongStream.range(0, 1_200).boxed().toList())).hasSize(6);
  }
}

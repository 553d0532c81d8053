package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.models.Target.Band;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelProjectTest {
  private static final String YAML =
      """
      version: 1
      name: home-sales
      model: prices
      dataset:
        name: listings
        contract: contracts/listings.odcs.yaml
        source: data/house.csv.gz
        time: sdate
      target:
        column: price
        delay: 30d
        labels:
          - {label: entry, below: 60000}
          - {label: mid, below: 100000.5}
          - {label: premium}
      features:
        living_area: TLA
        wall: one_hot(wall, 'brick', 'wood')
      pipeline: pipelines/train.yaml
      monitoring: monitoring.yaml
      policy: policy.yaml
      """;

  private static final ModelProject PROJECT =
      new ModelProject(
          "home-sales",
          "prices",
          new DatasetSource(
              "listings", "contracts/listings.odcs.yaml", "data/house.csv.gz", "sdate"),
          new Target.Bands(
              "price",
              Duration.ofDays(30),
              List.of(
                  new Band("entry", 60_000),
                  new Band("mid", 100_000.5),
                  new Band("premium", Double.POSITIVE_INFINITY))),
          List.of(
              new Feature("living_area", "TLA"),
              new Feature("wall", "one_hot(wall, 'brick', 'wood')")),
          "pipelines/train.yaml",
          "monitoring.yaml",
          "policy.yaml");

  private static Problem refusal(String yaml) {
    return Problems.of(() -> ModelProject.read(yaml, "evenkeel.yaml"));
  }

  @Test
  void readsWhatTheUserWrote() {
    assertThat(ModelProject.read(YAML, "evenkeel.yaml")).isEqualTo(PROJECT);
  }

  @Test
  void writesAsPeopleDo() {
    assertThat(PROJECT.write())
        .contains("  delay: 30d\n")
        .contains("{label: \"entry\", below: 60000}\n")
        .contains("{label: \"mid\", below: 100000.5}\n")
        .contains("{label: \"premium\"}\n");
  }

  @Test
  void readsBackEveryKindOfProjectThatItWrites() {
    List<Target> targets =
        List.of(
            PROJECT.target(),
            new Target.Classes("sold", Duration.ofHours(36), List.of("true", "null", "a: #'b\"")),
            new Target.Quantity("price", Duration.ZERO));
    for (Target target : targets) {
      ModelProject project =
          new ModelProject(
              "null",
              "1993",
              new DatasetSource("true", "a b.yaml", "", "~"),
              target,
              List.of(new Feature("on: off", "coalesce(x, 1) > 2 and wall == 'it''s'")),
              "p.yaml",
              "m.yaml",
              "o.yaml");

      assertThat(ModelProject.read(project.write(), "evenkeel.yaml")).isEqualTo(project);
    }
  }

  @Test
  void theModelIsCalledAsTheProjectAndTheFilesHaveTheirUsualNames() {
    String least =
        YAML.replace("model: prices\n", "")
            .replaceAll("(?m)^(pipeline|monitoring|policy):.*\n", "");

    ModelProject project = ModelProject.read(least, "evenkeel.yaml");

    assertThat(project.model()).isEqualTo("home-sales");
    assertThat(project.pipeline()).isEqualTo("pipelines/train.yaml");
    assertThat(project.monitoring()).isEqualTo("monitoring.yaml");
    assertThat(project.policy()).isEqualTo("policy.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "monitoring:, monitorng:, 'evenkeel.yaml:20, /monitorng', key `monitorng` is unknown, write `monitoring`",
    "'  source:', '  sorce:', 'evenkeel.yaml:7, /dataset/sorce', key `sorce` is unknown, write `source`",
    "'  delay:', '  delays:', 'evenkeel.yaml:11, /target/delays', key `delays` is unknown, write `delay`",
    "'mid, below:', 'mid, bellow:', 'evenkeel.yaml:14, /target/labels/1', band `mid` has no bound above the one before, ''",
    "'premium}', 'premium, below: 5}', 'evenkeel.yaml:15, /target/labels/2/below', key `below` is unknown, remove it",
  })
  void aMisspeltKeyIsNamedWithItsPlaceAndTheNearestKey(
      String right, String wrong, String where, String what, String remedy) {
    Problem problem = refusal(YAML.replace(right, wrong));

    assertThat(problem.where()).isEqualTo(where);
    assertThat(problem.what()).isEqualTo(what);
    assertThat(problem.remedy()).isEqualTo(remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "version: 1, version: 2, `version: 2` cannot be used",
    "'name: home-sales', 'name: home/sales', home/sales",
    "delay: 30d, delay: soon, `delay: soon` cannot be used",
    "delay: 30d, delay: -P1D, a truth known before its row",
    "below: 100000.5, below: 60000, band `mid` has no bound above the one before",
    "below: 60000, below: NaN, `below: NaN` cannot be used",
    "label: mid, label: entry, label `entry` stands twice",
    "'  column: price\n', '', key `column` is missing",
    "'  time: sdate\n', '', key `time` is missing",
  })
  void aWrongValueIsRefused(String right, String wrong, String what) {
    assertThat(refusal(YAML.replace(right, wrong)).what()).contains(what);
  }

  @Test
  void aTargetNeedsTwoLabelsAndAModelAFeature() {
    String labels = YAML.replaceAll("(?s)  labels:.*features", "  labels: LIST\nfeatures");

    assertThat(refusal(labels.replace("LIST", "[yes]")).what()).isEqualTo("1 labels");
    assertThat(refusal(labels.replace("LIST", "[a, a]")).what()).isEqualTo("a label stands twice");
    assertThat(refusal(labels.replace("LIST", "[]")).what()).isEqualTo("0 labels");
    assertThat(
            refusal(YAML.replaceAll("(?s)features:.*pipeline:", "features: {}\npipeline:")).what())
        .isEqualTo("0 features");
  }

  @Test
  void labelsMayBeTheColumnsOwnTextsOrNone() {
    String labels = YAML.replaceAll("(?s)  labels:.*features", "  labels: LIST\nfeatures");

    assertThat(ModelProject.read(labels.replace("LIST", "[no, yes]"), "f").target())
        .isEqualTo(new Target.Classes("price", Duration.ofDays(30), List.of("no", "yes")));
    assertThat(ModelProject.read(labels.replace("  labels: LIST\n", ""), "f").target())
        .isEqualTo(new Target.Quantity("price", Duration.ofDays(30)));
  }
}

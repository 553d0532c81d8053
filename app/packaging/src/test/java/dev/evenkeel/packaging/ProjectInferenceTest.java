package dev.evenkeel.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.automation.Policy;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.TestDatasets;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TreeModel;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectInferenceTest {
  private static final Duration DELAY = Duration.ofDays(30);
  private static final int MONTHS = 15;
  private static final int ROWS_A_MONTH = 30;

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  @Test
  void draftsAProjectThatTheProductReadsBack() {
    Path file =
        csv(
            "House Sales.csv",
            "sold,area,wall,price",
            row ->
                "%d,%s,%d"
                    .formatted(row % 17, row % 3 == 0 ? "brick" : "it's wood", 100 + row % 40));

    LoopProject project = drafted(file, "price", Optional.empty());

    assertThat(project.model()).isEqualTo("house-sales");
    assertThat(project.project().target()).isEqualTo(new Target.Quantity("price", DELAY));
    assertThat(project.project().features())
        .containsExactly(
            new Feature("area", "area"),
            new Feature("wall", "one_hot(wall, 'brick', 'it''s wood')"));
    assertThat(project.source()).isEqualTo(file);
    Property sold = project.contract().property("sold").orElseThrow();
    assertThat(sold.type()).isEqualTo(LogicalType.DATE);
    assertThat(sold.required()).isTrue();
    assertThat(project.contract().property("wall").orElseThrow().allowedSeverity())
        .isEqualTo(Severity.WARNING);
    assertThat(project.contract().property("price").orElseThrow().required()).isFalse();
  }

  @Test
  void fewWholeNumbersAreClassesAndManyAreAQuantity() {
    Path file =
        csv("a.csv", "sold,area,won,paid", row -> "%d,%d,%d".formatted(row % 7, row % 2, row % 11));

    assertThat(drafted(file, "won", Optional.empty()).project().target())
        .isEqualTo(new Target.Classes("won", DELAY, List.of("0", "1")));
    assertThat(drafted(file, "paid", Optional.empty()).project().target())
        .isEqualTo(new Target.Quantity("paid", DELAY));
  }

  @Test
  void truthValuesAndTextsAreClasses() {
    Path file =
        csv(
            "a.csv",
            "sold,area,kept,band",
            row -> "%d,%s,%s".formatted(row % 7, row % 2 == 0 ? "True" : "False", "b" + row % 3));

    assertThat(drafted(file, "kept", Optional.empty()).project().target().labels())
        .containsExactly("false", "true");
    assertThat(drafted(file, "band", Optional.empty()).project().target().labels())
        .containsExactly("b0", "b1", "b2");
  }

  @Test
  void leavesOutWhatTeachesNothingAndSaysWhy() {
    Path file =
        csv(
            "a.csv",
            "sold,id,always,empty,street,seen,event_time,area,price",
            row ->
                "%d,7,,street %d,2001-01-01,%d,%d,%d"
                    .formatted(row * 3, row, row % 5, row % 17, row % 40));

    ProjectDraft draft = draft(file, "price", Optional.empty());

    assertThat(draft.notes())
        .contains(
            "left out: id, another number in each row, like an id",
            "left out: always, always the same in the first year",
            "left out: empty, empty in the first year",
            "left out: street, 360 different texts",
            "left out: event_time, a name of ours");
    assertThat(draft.files().get("evenkeel.yaml")).contains("\"area\": \"area\"");
  }

  @Test
  void aClassThatComesLaterIsNamedAndNotLearned() {
    Path file =
        csv(
            "a.csv",
            "sold,area,band",
            row -> "%d,%s".formatted(row % 17, row > 400 ? "new" : "b" + row % 2));

    ProjectDraft draft = draft(file, "band", Optional.empty());

    assertThat(draft.notes()).anyMatch(note -> note.startsWith("class new appears only after"));
    assertThat(draft.files().get("evenkeel.yaml")).contains("labels: [\"b0\",\"b1\"]");
  }

  @Test
  void thresholdsFitAHistoryOfFewRows() {
    Path file = csv("a.csv", "sold,area,price", row -> "%d,%d".formatted(row % 17, row % 40));

    LoopProject project = drafted(file, "price", Optional.empty());

    assertThat(project.monitoring().rowsMin()).isEqualTo(ROWS_A_MONTH / 2);
    assertThat(project.policy().holdout().rowsMin()).isEqualTo(3 * ROWS_A_MONTH);
    assertThat(project.policy().floor()).isEqualTo(Policy.Floor.CONSTANT);
  }

  @Test
  void oddColumnNamesBecomeQuotedFields() {
    Path file =
        csv(
            "a.csv",
            "sold,\"2nd floor\",and,\"a`b\",price",
            row -> "%d,%d,%d,%d".formatted(row % 3, row % 4, row % 5, row % 40));

    assertThat(drafted(file, "price", Optional.empty()).project().features())
        .extracting(Feature::expression)
        .containsExactly("`2nd floor`", "`and`", "`a``b`");
  }

  @Test
  void aGivenModelNamesItsFeatures() {
    Path file =
        csv(
            "a.csv",
            "sold,area,wall,price",
            row -> "%d,%s,%d".formatted(row % 17, row % 2 == 0 ? "brick" : "wood", row % 40));

    LoopProject project =
        drafted(file, "price", Optional.of(model("wall_brick", "area", "wall=wood")));

    assertThat(project.project().features())
        .containsExactly(
            new Feature("wall_brick", "wall == 'brick'"),
            new Feature("area", "area"),
            new Feature("wall=wood", "wall == 'wood'"));
  }

  @Test
  void aModelThatAsksForMoreThanTheFileHasIsRefused() {
    Path file = csv("a.csv", "sold,area,price", row -> "%d,%d".formatted(row % 17, row % 40));

    assertThat(refused(file, "price", Optional.of(model("aera"))))
        .hasMessageContaining("the model's input `aera` is no column of the file")
        .hasMessageContaining("did the model mean `area`?");
    assertThat(refused(file, "price", Optional.of(model())))
        .hasMessageContaining("the model does not name its 1 inputs");
  }

  @Test
  void saysWhatATargetNeeds() {
    Path file =
        csv(
            "a.csv",
            "sold,area,same,one,street,none,when",
            row -> "%d,1.5,yes,street %d,,2001-01-%02d".formatted(row % 17, row, 1 + row % 20));

    assertThat(refused(file, "same", Optional.empty()))
        .hasMessageContaining("target `same` is always 1.5 in the first year");
    assertThat(refused(file, "one", Optional.empty()))
        .hasMessageContaining("target `one` has one class in the first year: yes")
        .hasMessageContaining("two classes or more");
    assertThat(refused(file, "street", Optional.empty()))
        .hasMessageContaining("360 different texts");
    assertThat(refused(file, "none", Optional.empty())).hasMessageContaining("has no value");
    assertThat(refused(file, "when", Optional.empty())).hasMessageContaining("is a time");
    assertThat(refused(file, "sold", Optional.empty()))
        .hasMessageContaining("both time and target");
    assertThat(refused(file, "aera", Optional.empty()))
        .hasMessageContaining("column `aera` is missing")
        .hasMessageContaining("did you mean `area`?");
  }

  @Test
  void timesThatCannotBeReadAskForTheirFormat() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "sold,area,price\n" + "soon,1,2\n".repeat(500));

    assertThat(refused(file, "price", Optional.empty()))
        .hasMessageContaining("the times of column `sold` cannot be read")
        .hasMessageContaining("--time-format");
  }

  @Test
  void aHistoryOfOneYearIsTooShort() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "sold,area,price\n" + "2001-05-05,1,2\n".repeat(500));

    assertThat(refused(file, "price", Optional.empty()))
        .hasMessageContaining("too short to replay: it reaches from 2001-05 to 2001-05")
        .hasMessageContaining("more than 12 months");
  }

  @Test
  void aColumnThatTellsTheTargetByItselfIsPointedOut() {
    Path file =
        csv(
            "a.csv",
            "sold,area,paid,grade,big,price",
            row ->
                "%d,%d,%s,%s,%d"
                    .formatted(
                        row * 7 % 23,
                        1_000 + 3 * (row * 13 % 101),
                        row * 13 % 101 > 70 ? "A" : "B",
                        row * 13 % 101 > 70 ? 1 : 0,
                        row * 13 % 101));

    assertThat(draft(file, "big", Optional.empty()).notes())
        .filteredOn(note -> note.startsWith("take care"))
        .containsExactly(
            "take care: paid tells big all by itself; remove the feature if it is known only later",
            "take care: grade tells big all by itself; remove the feature if it is known only later",
            "take care: price tells big all by itself; remove the feature if it is known only later");
    assertThat(draft(file, "price", Optional.empty()).notes())
        .filteredOn(note -> note.startsWith("take care"))
        .containsExactly(
            "take care: paid tells price all by itself; remove the feature if it is known only later");
  }

  @Test
  void namesAProjectAfterItsFile() {
    assertThat(ProjectInference.name(Path.of("/x/House Sales.csv.gz"))).isEqualTo("house-sales");
    assertThat(ProjectInference.name(Path.of("2024_Q1.parquet"))).isEqualTo("2024-q1");
    assertThat(ProjectInference.name(Path.of("…"))).isEqualTo("history");
    assertThat(ProjectInference.name(Path.of("a".repeat(200) + ".csv"))).hasSize(60);
  }

  private LoopProject drafted(Path file, String target, Optional<TreeModel> model) {
    draft(file, target, model).write(folder.resolve("project"));
    return LoopProject.read(folder.resolve("project"));
  }

  private ProjectDraft draft(Path file, String target, Optional<TreeModel> model) {
    return new ProjectInference(datasets)
        .infer(
            new InferenceRequest(file, "sold", Optional.empty(), target, DELAY, model),
            folder.resolve("project"));
  }

  private ProblemException refused(Path file, String target, Optional<TreeModel> model) {
    return catchThrowableOfType(ProblemException.class, () -> draft(file, target, model));
  }

  /// A row every day of thirty-day months, since January 2001.
  private Path csv(String name, String header, IntFunction<String> cells) {
    StringBuilder text = new StringBuilder(header).append('\n');
    int number = 0;
    for (int month = 0; month < MONTHS; month++) {
      LocalDate first = LocalDate.of(2001, 1, 1).plusMonths(month);
      for (int row = 0; row < ROWS_A_MONTH; row++) {
        text.append(first.plusDays(row % 28))
            .append(',')
            .append(cells.apply(number++))
            .append('\n');
      }
    }
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One leaf, so it answers a number whatever it is asked.
  private static TreeModel model(String... names) {
    String json =
        """
        {"learner": {"feature_names": [%s],
          "learner_model_param": {"num_feature": "%d", "num_class": "0", "base_score": "0.5"},
          "objective": {"name": "reg:squarederror"},
          "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [
            {"left_children": [-1], "right_children": [-1], "split_indices": [0],
             "split_conditions": [1.0], "default_left": [0], "tree_param": {"size_leaf_vector": "1"}}]}}}}
        """
            .formatted(
                names.length == 0 ? "" : "\"" + String.join("\", \"", names) + "\"",
                Math.max(1, names.length));
    return TreeModel.readXgboostJson(json.getBytes(StandardCharsets.UTF_8), "model.json");
  }
}

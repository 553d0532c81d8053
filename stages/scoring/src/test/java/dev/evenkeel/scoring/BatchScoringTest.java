package dev.evenkeel.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.scoring.ScoringRequest.BadRows;
import dev.evenkeel.scoring.ScoringRequest.Options;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole files, scored.
@Timeout(120)
class BatchScoringTest {
  @TempDir Path folder;

  private static final Options QUARANTINE =
      new Options(BadRows.QUARANTINE, false, false, false, OptionalInt.of(2), OptionalInt.of(3));

  private Path input(String text) throws IOException {
    return Files.writeString(folder.resolve("in.csv"), text);
  }

  private ScoringResult score(BatchModel model, Path from, Path to, Options options) {
    ScoringRequest request =
        new ScoringRequest(
            TableFile.of(from, Optional.empty()),
            TableFile.of(to, Optional.empty()),
            Optional.empty(),
            options);
    return BatchScoring.run(model, request, (_, _) -> {});
  }

  private Problem refused(BatchModel model, Path from, Path to, Options options) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> score(model, from, to, options));
    assertThat(refused).isNotNull();
    return refused.problem();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void eachRowKeepsItsColumnsAndGetsItsAnswer() throws IOException {
    Path to = folder.resolve("out.csv");

    ScoringResult result =
        score(TestModel.classes(), input("id,x\n7,0.25\n8,0.75\n"), to, Options.defaults());

    assertThat(result.scored()).isEqualTo(2);
    assertThat(result.rejectedFile()).isEmpty();
    assertThat(Files.readAllLines(to))
        .containsExactly(
            "id,x,prediction_label,prediction_probability,probability_no,probability_yes,model_name,model_version",
            "7,0.25,no,0.75,0.75,0.25,m,3",
            "8,0.75,yes,0.75,0.25,0.75,m,3");
    assertThat(names()).containsExactly("in.csv", "out.csv");
  }

  @Test
  void aQuantityIsOneColumn() throws IOException {
    Path to = folder.resolve("out.jsonl");

    score(TestModel.quantity(), input("x\n1.5\n"), to, Options.defaults());

    assertThat(Files.readString(to))
        .isEqualTo("{\"x\":1.5,\"prediction\":3.0,\"model_name\":\"m\",\"model_version\":\"3\"}\n");
  }

  @Test
  void manyBlocksOnManyThreadsKeepTheOrder() throws IOException {
    StringBuilder text = new StringBuilder("x\n");
    for (int row = 0; row < 100_000; row++) {
      text.append(row).append('\n');
    }
    Path to = folder.resolve("out.csv");
    List<Long> heard = new ArrayList<>();
    ScoringRequest request =
        new ScoringRequest(
            TableFile.of(input(text.toString()), Optional.empty()),
            TableFile.of(to, Optional.empty()),
            Optional.of(List.of()),
            new Options(BadRows.STOP, false, false, false, OptionalInt.of(777), OptionalInt.of(4)));

    BatchScoring.run(TestModel.quantity(), request, (rows, _) -> heard.add(rows));

    List<String> lines = Files.readAllLines(to);
    assertThat(lines).hasSize(100_001);
    for (int row = 0; row < 100_000; row++) {
      assertThat(lines.get(row + 1)).isEqualTo(2.0 * row + ",m,3");
    }
    assertThat(heard).isSorted().endsWith(100_000L).hasSize(129);
  }

  @Test
  void theFirstBadRowStopsTheRunAndLeavesNothing() throws IOException {
    Path from = input("id,x\n1,1\n2,two\n3,\n");

    Problem problem =
        refused(TestModel.quantity(), from, folder.resolve("out.csv"), Options.defaults());

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.what()).isEqualTo("row 2 cannot be scored: `x` is two");
    assertThat(problem.where()).endsWith("in.csv, row 2, column `x`");
    assertThat(problem.expected()).isEqualTo("a number");
    assertThat(names()).containsExactly("in.csv");
  }

  @Test
  void badRowsAreSetAsideWithTheirReasonsWhenAskedTo() throws IOException {
    Path from = input("id,x\n1,1\n2,two\n3,\n4,4\n5,5\n");
    Path to = folder.resolve("out.csv.gz");

    ScoringResult result = score(TestModel.quantity(), from, to, QUARANTINE);

    assertThat(result.rows()).isEqualTo(5);
    assertThat(result.rejected()).isEqualTo(2);
    assertThat(Files.readAllLines(folder.resolve("out.rejected.jsonl")))
        .containsExactly(
            "{\"row\":2,\"errors\":[{\"column\":\"x\",\"rule\":\"type\",\"expected\":\"a number\",\"found\":\"two\"}],\"values\":{\"id\":\"2\",\"x\":\"two\"}}",
            "{\"row\":3,\"errors\":[{\"column\":\"x\",\"rule\":\"required\",\"expected\":\"a value\",\"found\":\"nothing\"}],\"values\":{\"id\":\"3\",\"x\":null}}");
    Path again = folder.resolve("again.csv");
    score(TestModel.quantity(), input("x\n1\n"), again, QUARANTINE);
    assertThat(names()).containsExactly("again.csv", "in.csv", "out.csv.gz", "out.rejected.jsonl");
  }

  @Test
  void anOutputThatIsThereStaysUnlessItShallBeReplaced() throws IOException {
    Path from = input("x\n1\n");
    Path to = Files.writeString(folder.resolve("out.csv"), "mine");
    Options overwrite =
        new Options(
            BadRows.QUARANTINE, false, false, true, OptionalInt.empty(), OptionalInt.empty());
    Files.writeString(folder.resolve("out.rejected.jsonl"), "of an earlier run");

    assertThat(refused(TestModel.quantity(), from, to, Options.defaults()).kind())
        .isEqualTo(Problem.Kind.CONFLICT);
    assertThat(Files.readString(to)).isEqualTo("mine");
    assertThat(refused(TestModel.quantity(), from, from, overwrite).what())
        .isEqualTo("the output is the input");

    score(TestModel.quantity(), from, to, overwrite);

    assertThat(Files.readAllLines(to)).hasSize(2);
    assertThat(names()).containsExactly("in.csv", "out.csv");
  }

  @Test
  void aModelThatBreaksLeavesNothing() throws IOException {
    StringBuilder text = new StringBuilder("x\n");
    for (int row = 0; row < 5_000; row++) {
      text.append(row).append('\n');
    }
    Path from = input(text.toString());
    Path to = folder.resolve("out.parquet");

    assertThatThrownBy(() -> score(TestModel.failing(3_000), from, to, QUARANTINE))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("the model broke");
    assertThat(names()).containsExactly("in.csv");
  }

  @Test
  void anEmptyTableGivesAnEmptyTable() throws IOException {
    Path to = folder.resolve("out.csv");

    ScoringResult result = score(TestModel.quantity(), input("x\n"), to, Options.defaults());

    assertThat(result.rows()).isZero();
    assertThat(Files.readAllLines(to)).containsExactly("x,prediction,model_name,model_version");
  }

  @Test
  void whatCannotBeExplainedIsRefusedBeforeAnythingIsRead() {
    Options explain =
        new Options(BadRows.STOP, true, false, false, OptionalInt.empty(), OptionalInt.empty());

    Problem problem =
        refused(TestModel.quantity(), folder.resolve("none.csv"), folder.resolve("o.csv"), explain);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.UNSUPPORTED);
  }

  @Test
  void aFolderThatIsNotThereIsSaidBeforeAnythingIsRead() throws IOException {
    Problem problem =
        refused(
            TestModel.quantity(),
            input("x\n1\n"),
            folder.resolve("no").resolve("out.csv"),
            Options.defaults());

    assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(problem.what()).isEqualTo("the output's folder is not there");
  }
}

package dev.evenkeel.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of a file, handed through with answers beside them.
class TableWriterTest {
  private static final List<AnswerColumn> ANSWERS =
      List.of(
          new AnswerColumn.Word("label", List.of("it's", "b")),
          new AnswerColumn.Constant("model", "m"),
          new AnswerColumn.Numeric("p"));
  private static final List<Property> INPUTS = List.of(Property.of("x", LogicalType.NUMBER, false));

  @TempDir Path folder;

  private static AnswerBlock block(int rejected, double... numbers) {
    double[] labels = new double[numbers.length];
    for (int row = 0; row < numbers.length; row++) {
      labels[row] = row % 2;
    }
    BitSet out = new BitSet();
    if (rejected >= 0) {
      out.set(rejected);
    }
    return new AnswerBlock(numbers.length, new double[][] {labels, numbers}, out);
  }

  private long write(Path from, Optional<List<String>> keep, Path to, AnswerBlock... blocks) {
    Iterator<AnswerBlock> left = List.of(blocks).iterator();
    TableFile input = TableFile.of(from, Optional.empty());
    try (TableWriter writer = TableWriter.open(input, keep, ANSWERS, folder)) {
      return writer.write(
          INPUTS,
          TableFile.of(to, Optional.empty()),
          () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty());
    }
  }

  private List<String> rows(Path parquet, String select) {
    try (DuckDb duck = new DuckDb(folder)) {
      return duck.query(
          "select %s from read_parquet(%s)".formatted(select, DuckDb.text(parquet.toString())),
          rows -> {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
              read.add(rows.getString(1));
            }
            return read;
          });
    }
  }

  @Test
  void answersStandBesideTheirRowsAndRejectedRowsAreLeftOut() throws IOException {
    Path from = Files.writeString(folder.resolve("a.csv"), "id,x\n007,1.50\n008,NA\n009,\n");
    Path to = folder.resolve("b.csv");

    long written = write(from, Optional.empty(), to, block(-1, 0.1), block(0, 0.2, 0.3));

    assertThat(written).isEqualTo(2);
    assertThat(Files.readAllLines(to))
        .containsExactly("id,x,label,model,p", "007,1.50,it's,m,0.1", "009,,b,m,0.3");
  }

  @Test
  void columnsThatAModelKnowsGetTheirTypeInAFileThatHasTypes() throws IOException {
    Path from = Files.writeString(folder.resolve("a.csv"), "id,x\n007,1.50\n008,NA\n");
    Path parquet = folder.resolve("b.parquet");
    Path lines = folder.resolve("b.jsonl");

    write(from, Optional.empty(), parquet, block(-1, 0.1, Double.NaN));
    write(from, Optional.of(List.of("x")), lines, block(-1, 0.1, Double.NaN));

    assertThat(rows(parquet, "concat_ws(' ', typeof(id), typeof(x), id, x, coalesce(p, -1))"))
        .containsExactly("VARCHAR DOUBLE 007 1.5 0.1", "VARCHAR DOUBLE 008 -1.0");
    assertThat(Files.readAllLines(lines))
        .containsExactly(
            "{\"x\":1.5,\"label\":\"it's\",\"model\":\"m\",\"p\":0.1}",
            "{\"x\":null,\"label\":\"b\",\"model\":\"m\",\"p\":null}");
  }

  @Test
  void objectsOfJsonStayAsTheyAre() throws IOException {
    Path from =
        Files.writeString(
            folder.resolve("a.jsonl"),
            "{\"x\":1.0,\"more\":{\"k\":[1,\"2\"]},\"day\":\"2024-01-02\"}\n{\"x\":2}\n");
    Path lines = folder.resolve("b.jsonl.gz");
    Path parquet = folder.resolve("b.parquet");

    write(from, Optional.empty(), lines, block(-1, 1, 2));
    write(from, Optional.empty(), parquet, block(-1, 1, 2));
    Path again = folder.resolve("c.jsonl");
    write(lines, Optional.of(List.of("x", "more", "day")), again, block(-1, 1, 2));

    assertThat(Files.readAllLines(again).getFirst())
        .startsWith("{\"x\":1.0,\"more\":{\"k\":[1,\"2\"]},\"day\":\"2024-01-02\",");
    assertThat(rows(parquet, "concat_ws(' ', typeof(day), day, more)"))
        .containsExactly("VARCHAR 2024-01-02 {\"k\":[1,\"2\"]}", "VARCHAR");
  }

  @Test
  void typesOfAParquetFileStayAsTheyAre() throws IOException {
    Path from = folder.resolve("a.parquet");
    try (DuckDb duck = new DuckDb(folder)) {
      duck.execute(
          "copy (select range as id, [range, 1] as l, 1.25::decimal(9,2) as d, 0.5::float as x from range(300000)) to %s (format parquet)"
              .formatted(DuckDb.text(from.toString())));
    }
    double[] all = new double[300_000];
    for (int row = 0; row < all.length; row++) {
      all[row] = row / 3.0;
    }
    Path to = folder.resolve("b.parquet");

    write(from, Optional.empty(), to, block(-1, all));

    assertThat(rows(to, "distinct concat_ws(' ', typeof(l), typeof(d), typeof(x))"))
        .containsExactly("BIGINT[] DECIMAL(9,2) FLOAT");
    assertThat(rows(to, "count(*) filter (where p = id / 3.0 and l[1] = id)"))
        .containsExactly("300000");
  }

  @Test
  void whatTheAnswersThrowComesOutAndNothingElse() throws IOException {
    Path from = Files.writeString(folder.resolve("a.csv"), "x\n1\n");
    TableFile input = TableFile.of(from, Optional.empty());
    TableFile output = TableFile.of(folder.resolve("b.csv"), Optional.empty());

    try (TableWriter writer = TableWriter.open(input, Optional.empty(), ANSWERS, folder)) {
      assertThatThrownBy(() ->
              writer.write(
                  INPUTS,
                  output,
                  () -> {
                    throw new UnsupportedOperationException("stop here");
                  }))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("stop here");
    }
  }

  @Test
  void namesThatMeetAreRefused() throws IOException {
    Path from = Files.writeString(folder.resolve("a.csv"), "x,P\n1,2\n");
    Path to = folder.resolve("b.csv");

    ProblemException twice =
        catchThrowableOfType(
            ProblemException.class, () -> write(from, Optional.empty(), to, block(-1, 1)));
    ProblemException none =
        catchThrowableOfType(
            ProblemException.class,
            () -> write(from, Optional.of(List.of("xx")), to, block(-1, 1)));

    assertThat(twice.problem().what()).isEqualTo("two columns of the output would be called `p`");
    assertThat(none.problem().remedy()).isEqualTo("did you mean `x`?");
    assertThat(write(from, Optional.of(List.of("x")), to, block(-1, 1))).isEqualTo(1);
  }
}

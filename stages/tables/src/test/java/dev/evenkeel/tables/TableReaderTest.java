package dev.evenkeel.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of any file, as a model sees them.
class TableReaderTest {
  private static final Property AGE = Property.of("age", LogicalType.NUMBER, true);
  private static final Property CITY = Property.of("city", LogicalType.STRING, false);
  private static final List<Property> INPUTS = List.of(AGE, CITY);

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path parquet(String name, String select) {
    Path file = folder.resolve(name);
    try (DuckDb duck = new DuckDb(folder)) {
      duck.execute(
          "copy (%s) to %s (format parquet)".formatted(select, DuckDb.text(file.toString())));
    }
    return file;
  }

  private static TableFile table(Path file) {
    return TableFile.of(file, Optional.empty());
  }

  private List<RowBlock> read(Path file, List<Property> inputs, int blockRows) {
    List<RowBlock> blocks = new ArrayList<>();
    TableReader.Options options = new TableReader.Options(blockRows, true, false);
    try (TableReader reader = TableReader.open(table(file), inputs, options, folder)) {
      for (Optional<RowBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
        blocks.add(next.get());
      }
    }
    return blocks;
  }

  private RowBlock only(Path file, List<Property> inputs) {
    List<RowBlock> blocks = read(file, inputs, 1_000);
    assertThat(blocks).hasSize(1);
    return blocks.getFirst();
  }

  private Problem refused(Path file, List<Property> inputs) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> read(file, inputs, 100));
    assertThat(refused).isNotNull();
    return refused.problem();
  }

  @Test
  void everyFormatGivesTheSameRows() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("city,age,more\nUlm,1.5,x\n,2,y\n".getBytes(StandardCharsets.UTF_8));
    }
    Path gzip = Files.write(folder.resolve("a.csv.gz"), zipped.toByteArray());

    for (Path file :
        List.of(
            file("a.csv", "city,age,more\nUlm,1.5,x\n,2,y\n"),
            file("b.csv", "city;age;more\nUlm;1.5;\"a;b,c,d,e\"\nNA;2;y\n"),
            gzip,
            file("a.jsonl", "{\"age\":1.5,\"city\":\"Ulm\"}\n{\"more\":[1],\"age\":2}\n"),
            parquet("a.parquet", "from (values ('Ulm', 1.5::float), (null, 2)) t(city, age)"),
            parquet(
                "b.parquet", "from (values ('Ulm', 1.5::decimal(5,2)), (null, 2)) t(city, age)"))) {
      RowBlock block = only(file, INPUTS);

      assertThat(block.rejected()).as(file.toString()).isEmpty();
      assertThat(block.first()).isEqualTo(1);
      assertThat(block.frame().numbers("age")).as(file.toString()).containsExactly(1.5, 2);
      assertThat(block.frame().texts("city")).as(file.toString()).containsExactly("Ulm", null);
    }
  }

  @Test
  void aBadRowSaysWhichCellsAreWrongAndWhatWasExpected() throws IOException {
    Property small =
        new Property(
            "age",
            LogicalType.NUMBER,
            true,
            false,
            "",
            "",
            java.util.OptionalDouble.of(0),
            java.util.OptionalDouble.of(120),
            java.util.OptionalInt.empty(),
            java.util.OptionalInt.empty(),
            "",
            List.of(),
            dev.evenkeel.contracts.Severity.ERROR,
            "");
    RowBlock block =
        only(
            file(
                "a.jsonl",
                """
                {"age":1,"city":"Ulm"}
                {"age":"1","city":"Ulm"}
                {"age":200,"city":5}
                {"city":"Ulm","more":"kept"}
                """),
            List.of(small, CITY));

    assertThat(block.rejected()).extracting(RejectedRow::number).containsExactly(2L, 3L, 4L);
    assertThat(block.rejected().get(0).cells())
        .containsExactly(new RejectedRow.Cell("age", "type", "a number", "\"1\""));
    assertThat(block.rejected().get(1).cells())
        .containsExactlyInAnyOrder(
            new RejectedRow.Cell("age", "range", "from 0 to 120", "200"),
            new RejectedRow.Cell("city", "type", "a string", "5"));
    assertThat(block.rejected().get(2).cells())
        .containsExactly(new RejectedRow.Cell("age", "required", "a value", "nothing"));
    assertThat(block.rejected().get(2).values()).contains("\"more\":\"kept\"");
  }

  @Test
  void aCellOfManyMegabytesIsABadCellLikeAnyOther() {
    Path file = parquet("a.parquet", "select 1 as age, repeat('x', 25000000) as city");

    RejectedRow rejected = only(file, INPUTS).rejected().getFirst();

    assertThat(rejected.cells().getFirst().rule()).isEqualTo("type");
    assertThat(rejected.cells().getFirst().found()).startsWith("xxx").hasSizeLessThan(100);
  }

  @Test
  void numbersThatPandasCallsMissingAreMissing() {
    Property optional = Property.of("age", LogicalType.NUMBER, false);
    RowBlock block =
        only(
            parquet("a.parquet", "from (values ('nan'::double), (3), ('inf')) t(age)"),
            List.of(optional));

    assertThat(block.frame().column("age").isMissing(0)).isTrue();
    assertThat(block.rejected()).extracting(RejectedRow::number).containsExactly(3L);
    assertThat(block.rejected().getFirst().values()).contains("\"inf\"");
  }

  @Test
  void anIntegerThatNoDoubleHoldsIsRefusedInsteadOfRounded() throws IOException {
    Property count = Property.of("n", LogicalType.INTEGER, true);

    for (Path file :
        List.of(
            parquet("a.parquet", "from (values (9007199254740992), (9007199254740993)) t(n)"),
            parquet("b.parquet", "from (values (-9007199254740992), (-9007199254740993)) t(n)"),
            parquet("c.parquet", "from (values (3::decimal(9,2)), (3.5)) t(n)"),
            file("a.csv", "n\n9007199254740992\n9007199254740993\n"),
            file("a.jsonl", "{\"n\":9007199254740992}\n{\"n\":9007199254740993}\n"))) {
      RowBlock block = only(file, List.of(count));

      assertThat(block.rejected())
          .as(file.toString())
          .extracting(RejectedRow::number)
          .containsExactly(2L);
    }
  }

  @Test
  void truthIsReadFromWhateverAFileHoldsItIn() throws IOException {
    Property owner = Property.of("owner", LogicalType.BOOLEAN, false);

    for (Path file :
        List.of(
            parquet("a.parquet", "from (values (true), (false), (null)) t(owner)"),
            parquet("b.parquet", "from (values (1), (0), (null)) t(owner)"),
            parquet("c.parquet", "from (values (1.0::double), (0), ('nan')) t(owner)"),
            file("a.csv", "owner,x\ntrue,\n0,\n,\n"),
            file("a.jsonl", "{\"owner\":true}\n{\"owner\":false}\n{\"owner\":null}\n"))) {
      RowBlock block = only(file, List.of(owner));

      assertThat(block.rejected()).as(file.toString()).isEmpty();
      assertThat(block.frame().numbers("owner"))
          .as(file.toString())
          .containsExactly(1, 0, Double.NaN);
    }
    Path half = parquet("d.parquet", "select 0.5 as owner");
    assertThat(only(half, List.of(owner)).rejected()).hasSize(1);
  }

  @Test
  void aNumberIsNoTextAndAFloatKeepsItsBits() {
    RowBlock block =
        only(parquet("a.parquet", "from (values (0.1::float, 5)) t(age, city)"), INPUTS);

    assertThat(block.frame().numbers("age")).containsExactly((double) 0.1f);
    assertThat(block.rejected().getFirst().cells())
        .containsExactly(new RejectedRow.Cell("city", "type", "a string", "5"));
  }

  @Test
  void timesOfAFileAreReadInTheFormatOfTheContract() throws IOException {
    Property day = Property.of("day", LogicalType.DATE, true);
    Property compact = day.withFormat("yyMMdd");
    Property moment = Property.of("at", LogicalType.TIMESTAMP, true);
    long micros = 826_502_400_000_000L;

    for (Property input : List.of(day, compact)) {
      for (String value : List.of("date '1996-03-11'", "timestamp_ns '1996-03-11 00:00:00'")) {
        Path file = parquet("a.parquet", "select %s as day".formatted(value));
        assertThat(only(file, List.of(input)).frame().times("day")).containsExactly(micros);
      }
    }
    Path late = parquet("b.parquet", "select timestamp '1996-03-11 10:00:00' as day");
    assertThat(only(late, List.of(day)).rejected()).hasSize(1);
    Path zoned = parquet("c.parquet", "select timestamptz '1996-03-11 01:00:00+01' as at");
    assertThat(only(zoned, List.of(moment)).frame().times("at")).containsExactly(micros);
    Path text = file("a.csv", "at\n1996-03-11T01:00:00+01:00\n");
    assertThat(only(text, List.of(moment)).frame().times("at")).containsExactly(micros);
  }

  @Test
  void blocksKeepTheOrderOfALargeFile() {
    Path file =
        parquet("a.parquet", "select range as age, null::varchar as city from range(700001)");

    long expected = 0;
    for (RowBlock block : read(file, INPUTS, 5_000)) {
      assertThat(block.first()).isEqualTo(expected + 1);
      for (double age : block.frame().numbers("age")) {
        assertThat((long) age).isEqualTo(expected++);
      }
    }
    assertThat(expected).isEqualTo(700_001);
    assertThat(TableReader.rows(table(file), folder)).isEqualTo(OptionalLong.of(700_001));
  }

  @Test
  void saysWhichInputsAFileLacksAndWhichColumnWasMeant() throws IOException {
    Problem problem = refused(file("a.csv", "Age,town\n1,x\n"), INPUTS);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.what()).contains("age, city");
    assertThat(problem.remedy()).isEqualTo("rename `Age` to `age`");
    TableReader.Options lenient = new TableReader.Options(10, false, true);
    TableFile file = table(file("b.csv", "age\n1\n"));
    try (TableReader reader = TableReader.open(file, INPUTS, lenient, folder)) {
      assertThat(reader.next().orElseThrow().frame().texts("city")).containsExactly((String) null);
    }
  }

  @Test
  void aFileThatBreaksIsRefusedInsteadOfReadInPart() throws IOException {
    for (String lines : List.of("age,city\n1,2\n3\n4,5,6\n", "age,city\n1,\"a\n")) {
      assertThat(refused(file("a.csv", lines), INPUTS).what()).contains("cannot be read as csv");
    }
    Path json = file("a.jsonl", "{\"age\":1,\"city\":\"x\"}\n{\"age\":\n");
    assertThat(refused(json, INPUTS).what()).contains("cannot be read as jsonl");
    Path parquet = file("a.parquet", "age,city\n1,x\n");
    assertThat(refused(parquet, INPUTS).what()).contains("cannot be read as parquet");
    assertThat(refused(folder.resolve("none.csv"), INPUTS).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void linesThatBeginWithAHashAreRowsAndSoAreEmptyOnes() throws IOException {
    RowBlock block = only(file("a.csv", "city,age\n#x,1\n,2\n"), INPUTS);

    assertThat(block.frame().texts("city")).containsExactly("#x", null);
  }

  @Test
  void aNameThatSaysNoFormatNeedsOne() {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> table(Path.of("rows.xlsx")))
                .problem()
                .expected())
        .contains(".parquet");
    assertThat(TableFile.of(Path.of("rows.txt"), Optional.of(TableFile.Format.CSV)).stem())
        .isEqualTo("rows.txt");
    assertThat(table(Path.of("rows.CSV.gz")).stem()).isEqualTo("rows");
  }
}

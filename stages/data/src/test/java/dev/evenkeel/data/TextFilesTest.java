package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import dev.evenkeel.tables.DuckDb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as people have them.
class TextFilesTest {
  private static final String ROW = "960704,brick,120,4,true,1\n";

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

  private IngestResult ingest(Path file) {
    return datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), JULY, "file"));
  }

  private Problem refused(Path file) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> ingest(file));
    assertThat(refused).isNotNull();
    assertThat(datasets.newest("sales")).isEmpty();
    return refused.problem();
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    Problem problem = refused(folder.resolve("none.csv"));

    assertThat(problem.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(problem.where()).endsWith("none.csv");
    assertThat(refused(folder).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void namesTheColumnsThatAreMissingAndThoseThatAreThere() {
    Problem problem = refused(Sales.csv(folder, "batch.csv", "date,wall,size\n960704,brick,120\n"));

    assertThat(problem.kind()).isEqualTo(Kind.INPUT);
    assertThat(problem.what()).contains("sdate, area").contains("sales@1.0.0");
    assertThat(problem.toString()).contains("date, wall, size");
  }

  @Test
  void refusesAFileOfWhichTheContractKnowsNothing() {
    Contract lenient =
        CONTRACT.withProperties(List.of(Property.of("colour", LogicalType.STRING, false)));
    Path file = Sales.csv(folder, "batch.csv", HEADER + ROW);

    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                datasets.ingest(
                    new Ingest("sales", lenient, new Source.File(file), JULY, "wrong file")));

    assertThat(refused.problem().what()).contains("colour");
  }

  @Test
  void readsAnOptionalColumnThatIsNotThereAsMissing() {
    Path file = Sales.csv(folder, "batch.csv", "area,sdate,extra\n120,960704,x\n");

    DatasetVersion version = ingest(file).version().orElseThrow();

    assertThat(
            datasets
                .read(version, List.of("wall"), "sdate", Sales.ALWAYS, Sales.NEVER)
                .texts("wall"))
        .containsExactly((String) null);
  }

  @Test
  void refusesABrokenFile() throws IOException {
    byte[] gzip =
        Files.readAllBytes(Sales.gzip(folder, "whole.csv.gz", HEADER + ROW.repeat(50_000)));
    List<Path> broken =
        List.of(
            Sales.write(folder.resolve("a.parquet"), "no parquet".getBytes(StandardCharsets.UTF_8)),
            Sales.write(folder.resolve("b.csv.gz"), "no gzip".getBytes(StandardCharsets.UTF_8)),
            Sales.write(folder.resolve("c.csv.gz"), Arrays.copyOf(gzip, gzip.length / 2)),
            Sales.write(folder.resolve("d.csv"), new byte[] {(byte) 0xff, 0, 1, 2, (byte) 0xfe}),
            Sales.csv(folder, "e.csv", ""),
            Sales.csv(folder, "f.csv", HEADER + ROW.repeat(40_000) + "960704,a,b,c,d,e,f,g\n"));

    for (Path file : broken) {
      Problem problem = refused(file);
      assertThat(problem.kind()).as(file.toString()).isEqualTo(Kind.INPUT);
      assertThat(problem.toString()).contains(file.getFileName().toString());
    }
  }

  @Test
  void readsWhatSpreadsheetsWrite() {
    Path file =
        Sales.write(
            folder.resolve("excel.csv"),
            ("\uFEFFsdate;wall;area;rooms;garage;price\r\n"
                    + "960704;\"brick; red\";120;4;TRUE;1\r\n"
                    + "960705;\"wood\nand \"\"glass\"\"\";80;NA;FALSE;\r\n")
                .getBytes(StandardCharsets.UTF_8));

    DatasetVersion version = ingest(file).version().orElseThrow();

    assertThat(
            datasets
                .read(version, List.of("wall"), "sdate", Sales.ALWAYS, Sales.NEVER)
                .texts("wall"))
        .containsExactly("brick; red", "wood\nand \"glass\"");
    assertThat(version.rejected()).isZero();
  }

  @Test
  void readsAFileWithoutALineFeedAtItsEnd() {
    assertThat(
            ingest(Sales.csv(folder, "one.csv", HEADER + ROW.strip()))
                .version()
                .orElseThrow()
                .rows())
        .isEqualTo(1);
  }

  @Test
  void canNeitherLoadNorBeReconfigured() {
    try (DuckDb duck = new DuckDb(folder)) {
      for (String sql :
          List.of(
              "install httpfs",
              "load httpfs",
              "set threads = 1",
              "set autoinstall_known_extensions = true")) {
        assertThat(catchThrowableOfType(IllegalStateException.class, () -> duck.execute(sql)))
            .as(sql)
            .isNotNull();
      }
    }
  }
}

package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.ColumnSummary;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Instant JULY_1 = Instant.parse("1996-07-01T00:00:00Z");
  private static final Instant AUGUST_1 = Instant.parse("1996-08-01T00:00:00Z");

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

  private History sales() {
    return datasets.history(
        Sales.gzip(
            folder,
            "sales.csv.gz",
            Sales.HEADER
                + """
                960801,wood,5,1,1,50
                960702,brick,1,1,1,10
                960731,brick,many,1,1,40
                960702,adobe,3,x,1,30
                later,brick,6,1,1,60
                960630,wood,0,1,1,0
                """),
        "sdate",
        "yyMMdd");
  }

  @Test
  void knowsItsStretchOfTime() {
    History history = sales();

    assertThat(history.rows()).isEqualTo(5);
    assertThat(history.undated()).isEqualTo(1);
    assertThat(history.rows(JULY_1, AUGUST_1)).isEqualTo(3);
    assertThat(history.first()).isEqualTo(Instant.parse("1996-06-30T00:00:00Z"));
    assertThat(history.last()).isEqualTo(Instant.parse("1996-08-01T00:00:00Z"));
    assertThat(history.columns())
        .containsExactly("sdate", "wall", "area", "rooms", "garage", "price");
  }

  @Test
  void answersRowsByTimeAndThenByLineWithWhatCannotBeReadMissing() {
    Frame rows = sales().rows(Sales.CONTRACT, JULY_1, AUGUST_1);

    assertThat(rows.numbers(History.ROW)).containsExactly(2, 4, 3);
    assertThat(rows.texts("wall")).containsExactly("brick", "adobe", "brick");
    assertThat(rows.numbers("area")).containsExactly(1, 3, Double.NaN);
    assertThat(rows.numbers("rooms")).containsExactly(1, Double.NaN, 1);
  }

  @Test
  void feedsADatasetAMonthAtATimeWithoutWhatIsNotKnownYet() {
    History history = sales();

    IngestResult result =
        datasets.ingest(
            new Ingest(
                "listings",
                Sales.CONTRACT,
                new Source.Slice(history, JULY_1, AUGUST_1, Set.of("price")),
                AUGUST_1,
                "July"));

    DatasetVersion version = result.version().orElseThrow();
    Frame rows =
        datasets.read(version, List.of("area", "price"), "sdate", Sales.ALWAYS, Sales.NEVER);
    assertThat(rows.numbers("area")).containsExactly(1);
    assertThat(rows.numbers("price")).containsExactly(Double.NaN);
    assertThat(datasets.rejected().first(version, 9))
        .extracting(row -> row.reasons().toString())
        .containsExactly(
            "[wall: `adobe` is not one of brick, wood, rooms: `x` is not an integer]",
            "[area: `many` is not a number]");
  }

  @Test
  void summarisesColumnsByWhatTheyHold() {
    History history =
        datasets.history(
            Sales.csv(
                folder,
                "any.csv",
                """
                at,count,share,flag,kind,day,empty
                2024-01-01T10:00:00Z,1,1.5,true,b,2024-01-01,
                2024-01-02T10:00:00Z,2,2,false,a,2024-01-02,
                2024-01-03T10:00:00Z,,3,true,b,2024-01-03,
                """),
            "at",
            "");

    Map<String, ColumnSummary> summaries =
        history.summaries(history.first(), history.last().plusSeconds(1)).stream()
            .collect(Collectors.toMap(ColumnSummary::name, each -> each));

    assertThat(summaries.values().stream().map(each -> each.name() + " " + each.type()))
        .containsExactlyInAnyOrder(
            "at " + LogicalType.TIMESTAMP,
            "count " + LogicalType.INTEGER,
            "share " + LogicalType.NUMBER,
            "flag " + LogicalType.BOOLEAN,
            "kind " + LogicalType.STRING,
            "day " + LogicalType.DATE,
            "empty " + LogicalType.STRING);
    assertThat(summaries.get("count"))
        .extracting(ColumnSummary::rows, ColumnSummary::missing, ColumnSummary::distinct)
        .containsExactly(3L, 1L, 2L);
    assertThat(summaries.get("kind"))
        .extracting(ColumnSummary::values)
        .isEqualTo(List.of("a", "b"));
  }

  @Test
  void namesTheColumnsWhenTheTimeIsNotAmongThem() {
    Path file = Sales.csv(folder, "sales.csv", Sales.HEADER + "960704,wood,1,1,1,1\n");

    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> datasets.history(file, "sdata", "yyMMdd"));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(refused.problem().expected()).contains("sdate, wall");
    assertThat(refused.problem().remedy()).contains("`sdate`");
  }

  @Test
  void opensAFileWhoseTimesCannotBeRead() {
    Path file = Sales.csv(folder, "sales.csv", Sales.HEADER + "4 July,wood,1,1,1,1\n");

    History history = datasets.history(file, "sdate", "yyMMdd");

    assertThat(history.rows()).isZero();
    assertThat(history.undated()).isEqualTo(1);
  }

  @Test
  void refusesAColumnWithANameOfOurs() {
    Path file = Sales.csv(folder, "odd.csv", "at,_row\n2024-01-01,1\n");

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> datasets.history(file, "at", ""));

    assertThat(refused.problem().what()).contains("_row");
  }

  @Test
  void aBatchFromTheBeginningTakesRowsWithoutATimeToQuarantine() {
    History history = sales();

    IngestResult result =
        datasets.ingest(
            new Ingest(
                "sales",
                Sales.CONTRACT,
                new Source.Slice(history, History.BEGINNING, JULY_1, Set.of()),
                JULY_1,
                ""));

    assertThat(result.version().orElseThrow().rows()).isEqualTo(1);
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.examples().getFirst().reasons())
        .containsExactly("sdate: `later` is not a date written as yyMMdd");
  }

  @Test
  void aClosedHistoryLeavesTheFileAndTheDatasets() {
    History history = sales();

    history.close();

    assertThat(sales().rows()).isEqualTo(5);
  }
}

package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static dev.evenkeel.data.Sales.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.ContractWriter;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.profiles.Anomaly;
import dev.evenkeel.sources.Sources;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What datasets promise, whichever database holds their catalog.
abstract class DatasetsContract {
  @TempDir Path folder;

  Database database;
  Datasets datasets;

  abstract Database openDatabase();

  abstract CatalogAddress catalog();

  /// Where the files of tables are.
  WarehousePlace place() {
    return WarehousePlace.HOME;
  }

  /// What of them is on this disk.
  Path warehouse() {
    return folder.resolve("data").resolve("warehouse");
  }

  @BeforeEach
  void open() {
    database = openDatabase();
    datasets = openDatasets();
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  Datasets openDatasets() {
    return Datasets.open(
        database,
        new LocalBlobStore(folder.resolve("blobs")),
        folder.resolve("data"),
        catalog(),
        place());
  }

  void reopen() {
    datasets.close();
    datasets = openDatasets();
  }

  IngestResult ingest(String rows, Instant at) {
    Path file = Sales.csv(folder, "batch.csv", HEADER + rows);
    return datasets.ingest(
        new Ingest("sales", CONTRACT, new Source.File(file), at, "rows of a month"));
  }

  DatasetVersion published(String rows, Instant at) {
    return ingest(rows, at).version().orElseThrow();
  }

  double[] areas(DatasetVersion version) {
    return datasets.read(version, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area");
  }

  @Test
  void publishesABatchAndReadsItBackTyped() {
    DatasetVersion version = published("960704,brick,120.5,4,true,150000\n960705,,80,,0,\n", JULY);

    Frame rows = datasets.read(version, CONTRACT.columns(), "sdate", ALWAYS, NEVER);

    assertThat(version).hasToString("sales@1");
    assertThat(version.rows()).isEqualTo(2);
    assertThat(version.at()).isEqualTo(JULY);
    assertThat(version.contract()).isEqualTo("sales@1.0.0");
    assertThat(version.message()).isEqualTo("rows of a month");
    assertThat(rows.times("sdate"))
        .containsExactly(
            Micros.of(Instant.parse("1996-07-04T00:00:00Z")),
            Micros.of(Instant.parse("1996-07-05T00:00:00Z")));
    assertThat(rows.texts("wall")).containsExactly("brick", null);
    assertThat(rows.numbers("area")).containsExactly(120.5, 80);
    assertThat(rows.numbers("rooms")).containsExactly(4, Double.NaN);
    assertThat(rows.numbers("garage")).containsExactly(1, 0);
    assertThat(rows.numbers("price")).containsExactly(150000, Double.NaN);
  }

  @Test
  void tellsWhichBatchIsFarFromThoseBefore() {
    for (int batch = 0; batch < 12; batch++) {
      boolean isOdd = batch == 11;
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < (isOdd ? 40 : 200 + batch % 2); row++) {
        rows.append("960704,%s,%d,4,true,1\n".formatted(isOdd && row % 2 == 0 ? "" : "brick", row));
      }
      published(rows.toString(), JULY.plusSeconds(batch));
    }

    List<DatasetHistory.Entry> history =
        new DatasetHistory(datasets).of("sales", Integer.MAX_VALUE, 3);

    assertThat(history).extracting(entry -> entry.version().number()).containsExactly(12, 11, 10);
    DatasetHistory.Entry newest = history.getFirst();
    assertThat(newest.missing()).containsEntry("wall", 0.5).containsEntry("area", 0.0);
    assertThat(newest.odd()).containsOnlyKeys("", "wall");
    assertThat(newest.odd().get("")).returns(40.0, Anomaly::value).returns(200.0, Anomaly::median);
    assertThat(history.subList(1, 3)).allSatisfy(entry -> assertThat(entry.odd()).isEmpty());
    assertThat(new DatasetHistory(datasets).of("sales", 12, 1).getFirst().version().number())
        .isEqualTo(11);
  }

  @Test
  void aDatasetBelongsToTheProjectOfWhoeverMadeItAndExistsForNobodyElse() {
    DatasetVersion mine =
        acting("ann", Role.EDITOR, "anns").get(() -> published("960704,brick,120,4,1,1\n", JULY));
    acting("amy", Role.EDITOR, "anns").get(() -> published("960804,brick,90,4,1,1\n", AUGUST));
    Acting bob = acting("bob", Role.EDITOR, "bobs");

    assertThat(bob.get(() -> datasets.newest("sales"))).isEmpty();
    assertThat(bob.get(() -> datasets.version("sales", mine.number()))).isEmpty();
    assertThat(bob.get(() -> datasets.versions("sales", Integer.MAX_VALUE, 9))).isEmpty();
    assertThat(acting("vera", Role.VIEWER, "anns").get(() -> datasets.versions("sales", 9, 9)))
        .hasSize(2);
    assertThat(datasets.versions("sales", 9, 9)).hasSize(2);
    assertThat(refused(bob)).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused(acting("vera", Role.VIEWER, "anns"))).isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(datasets.versions("sales", 9, 9)).hasSize(2);
  }

  @Test
  void aStrangerCannotTakeVersionsBack() {
    acting("ann", Role.EDITOR, "anns").get(() -> published("960704,brick,120,4,1,1\n", JULY));

    assertThatThrownBy(
            () -> acting("bob", Role.EDITOR, "bobs").run(() -> datasets.forgetSince("sales", JULY)))
        .isInstanceOf(ProblemException.class);

    assertThat(datasets.versions("sales", 9, 9)).hasSize(1);
  }

  private static Acting acting(String name, Role role, String project) {
    return new Acting(new Principal(name, Map.of(project, role)), project);
  }

  private Problem.Kind refused(Acting who) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> who.run(() -> published("960904,brick,70,4,1,1\n", SEPTEMBER)))
        .problem()
        .kind();
  }

  @Test
  void valuesOfClassifiedColumnsAreShownToEditorsOnly() {
    String yaml =
        ContractWriter.write(CONTRACT)
            .replace("name: \"area\"\n", "name: \"area\"\n        classification: restricted\n");
    Contract classified = ContractReader.read(yaml, "sales");
    assertThat(classified.property("area").orElseThrow().isClassified()).isTrue();
    Path file =
        Sales.csv(
            folder, "batch.csv", HEADER + "960704,brick,120,4,1,1\n960705,brick,much,4.5,1,1\n");
    Acting editor = acting("ann", Role.EDITOR, "anns");
    IngestResult result =
        editor.get(() ->
            datasets.ingest(new Ingest("sales", classified, new Source.File(file), JULY, "")));
    editor.run(() -> datasets.setContract("sales", yaml));
    DatasetVersion version = result.version().orElseThrow();

    acting("vera", Role.VIEWER, "anns")
        .run(() -> {
          QuarantinedRow masked = datasets.rejected().first(version, 9).getFirst();
          assertThat(masked.values()).containsEntry("area", "***").containsEntry("rooms", "4.5");
          assertThat(masked.reasons())
              .containsExactly("area: `***` is not a number", "rooms: `4.5` is not an integer");
          assertThat(result.examples()).containsExactly(masked);
          assertThatThrownBy(() -> datasets.rejected().unmasked(version, 0, 9))
              .isInstanceOf(ProblemException.class);
        });
    editor.run(() ->
        assertThat(datasets.rejected().unmasked(version, 0, 9).getFirst().values())
            .containsEntry("area", "much"));
  }

  private JsonNode asked(String route, Map<String, String> query) {
    Surroundings nowhere =
        new Surroundings(Path.of(""), 1, new Egress(List.of()), Map.of(), Map.of(), List.of());
    Route found =
        new DatasetRoutes(
                datasets, new Fetches(datasets, new Sources(), nowhere), Clock.system(), 1)
            .routes().stream()
                .filter(each -> each.path().equals(DatasetRoutes.DATASET + route))
                .findFirst()
                .orElseThrow();
    Map<String, String> path = Map.of("name", "sales", "version", "latest");
    Reply.Whole reply =
        (Reply.Whole) found.handler().handle(new TableReadersContract.Asked(path, query));
    return Json.parse(reply.body(), route);
  }

  @Test
  void statisticsOfClassifiedColumnsAreShownToEditorsOnly() {
    String yaml =
        ContractWriter.write(CONTRACT)
            .replace("name: \"area\"\n", "name: \"area\"\n        classification: restricted\n");
    Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,brick,120,4,1,1\n");
    Acting editor = acting("ann", Role.EDITOR, "anns");
    editor.run(() -> {
      datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), JULY, ""));
      datasets.setContract("sales", yaml);
    });
    Map<String, String> unmasked = Map.of("unmasked", "true");
    Map<String, String> diff = Map.of("from", "1", "to", "1");

    acting("vera", Role.VIEWER, "anns")
        .run(() -> {
          JsonNode version = asked("/versions/{version}", Map.of());
          assertThat(column(version.path("columns"), "area").toString())
              .isEqualTo(
                  "{\"field\":3,\"column\":\"area\",\"type\":\"number\",\"rows\":1,\"nulls\":0,\"distinct\":1,\"masked\":true}");
          assertThat(column(version.path("columns"), "rooms").path("min").intValue()).isEqualTo(4);
          JsonNode both = column(asked("/diff", diff).path("columns"), "area");
          assertThat(both.toString()).doesNotContain("120").contains("\"masked\":true");
          assertThatThrownBy(() -> asked("/versions/{version}", unmasked))
              .isInstanceOf(ProblemException.class);
          assertThatThrownBy(
                  () -> asked("/diff", Map.of("from", "1", "to", "1", "unmasked", "true")))
              .isInstanceOf(ProblemException.class);
        });
    editor.run(() -> {
      JsonNode masked = asked("/versions/{version}", Map.of()).path("columns");
      assertThat(column(masked, "area").has("min")).isFalse();
      JsonNode shown = asked("/versions/{version}", unmasked).path("columns");
      assertThat(column(shown, "area").path("min").intValue()).isEqualTo(120);
    });
  }

  private static JsonNode column(JsonNode columns, String name) {
    return columns
        .valueStream()
        .filter(each -> each.path("column").asString("").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyVersionKeepsTheContractUnderWhichItWasPublished() {
    String first = ContractWriter.write(CONTRACT) + "# the first\n";
    String second = first.replace("1.0.0", "1.1.0");
    Contract later = ContractReader.read(second, "sales");
    datasets.setContract("sales", first);
    Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,brick,120,4,1,1\n");
    Source.File source = new Source.File(file);

    datasets.ingest(new Ingest("sales", datasets.demandContract("sales"), source, JULY, ""));
    datasets.setContract("sales", second);
    datasets.ingest(new Ingest("sales", datasets.demandContract("sales"), source, AUGUST, ""));
    datasets.ingest(
        new Ingest(
            "sales",
            later.withProperties(later.properties().subList(0, 4)),
            source,
            SEPTEMBER,
            ""));

    assertThat(document(1)).isEqualTo(first);
    assertThat(document(2)).isEqualTo(second);
    assertThat(ContractReader.read(document(3), "sales").properties()).hasSize(4);
    datasets.forgetSince("sales", AUGUST);
    assertThat(document(1)).isEqualTo(first);
    assertThat(
            database.<Integer>read(
                sql -> sql.fetchCount(dev.evenkeel.store.schema.Tables.DATA_CONTRACT)))
        .isOne();
  }

  private String document(int version) {
    return datasets.contract(datasets.version("sales", version).orElseThrow()).orElseThrow();
  }

  @Test
  void filesSayUnderWhichContractTheyWereWritten() {
    Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,brick,120,4,1,1\n");
    String yaml = ContractWriter.write(CONTRACT);
    datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), JULY, ""));
    DatasetVersion version = datasets.newest("sales").orElseThrow();
    Path exported = folder.resolve("exported.parquet");
    datasets.exports().parquet(version, exported);

    for (Path each : List.of(datasets.local(datasets.files(version).getFirst()), exported)) {
      assertThat(mark(each))
          .containsEntry("evenkeel.contract.id", CONTRACT.id())
          .containsEntry("evenkeel.contract.version", CONTRACT.version())
          .containsEntry(
              "evenkeel.contract.digest",
              DocumentReader.read(yaml, "sales", DocumentReader.Mode.TOLERANT).digest());
    }
  }

  @Test
  void whatIsWrittenAnewBearsTheMarkThatAllOfItsSourcesDo() {
    sell(CONTRACT, "960704,brick,120,4,1,1\n");
    Map<String, String> written = mark(newestFile());
    sell(CONTRACT, "960705,wood,80,3,1,1\n");
    assertThat(datasets.operations().compact("sales", JULY, "few")).isPresent();
    assertThat(mark(newestFile())).isEqualTo(written).hasSize(3);

    datasets.forgetting().forget("sales", Optional.of("wall"), "wood", JULY, "asked for");
    assertThat(mark(newestFile())).isEqualTo(written);

    sell(
        ContractReader.read(ContractWriter.write(CONTRACT).replace("1.0.0", "1.1.0"), "sales"),
        "960706,brick,81,3,1,1\n");
    assertThat(datasets.operations().compact("sales", JULY, "of two contracts")).isPresent();
    assertThat(mark(newestFile())).isEmpty();
  }

  private void sell(Contract contract, String rows) {
    Path file = Sales.csv(folder, "sold%d.csv".formatted(System.nanoTime()), HEADER + rows);
    datasets.ingest(new Ingest("sales", contract, new Source.File(file), JULY, ""));
  }

  private Path newestFile() {
    DatasetVersion newest = datasets.newest("sales").orElseThrow();
    assertThat(datasets.files(newest)).hasSize(1);
    return datasets.local(datasets.files(newest).getFirst());
  }

  private Map<String, String> mark(Path file) {
    try (DuckDb duck = new DuckDb(folder)) {
      return duck.query(
          "select decode(key), decode(value) from parquet_kv_metadata(%s)"
              .formatted(DuckDb.text(file.toString())),
          rows -> {
            Map<String, String> found = new java.util.HashMap<>();
            while (rows.next()) {
              found.put(rows.getString(1), rows.getString(2));
            }
            return found;
          });
    }
  }

  @Test
  void keepsTheOrderOfTheSourceWhereValuesMustBeUnique() {
    Contract unique =
        ContractReader.read(
            ContractWriter.write(CONTRACT)
                .replace("name: \"area\"\n", "name: \"area\"\n        unique: true\n"),
            "sales");
    double[] areas = IntStream.range(0, 20_000).mapToDouble(row -> row * 7_919L % 20_011).toArray();
    String rows =
        DoubleStream.of(areas)
            .mapToObj(area -> "960704,brick,%.0f,4,1,1\n".formatted(area))
            .collect(Collectors.joining());
    Path file = Sales.csv(folder, "many.csv", HEADER + rows);

    IngestResult result =
        datasets.ingest(new Ingest("sales", unique, new Source.File(file), JULY, ""));

    assertThat(result.rejected()).isZero();
    assertThat(areas(result.version().orElseThrow())).containsExactly(areas);
  }

  @Test
  void setsBadRowsAsideWithTheReasonAndKeepsTheRest() {
    IngestResult result =
        ingest(
            """
            960704,brick,120,4,true,150000
            961399,brick,90,4,true,1
            960706,brick,much,4,true,1
            960707,brick,-5,4.5,maybe,1
            960708,,,1,0,1
            960709,straw,70,5,1,1
            """,
            JULY);

    DatasetVersion version = result.version().orElseThrow();
    assertThat(areas(version)).containsExactly(120, 70);
    assertThat(result.rejected()).isEqualTo(4);
    assertThat(version.rejected()).isEqualTo(4);
    List<QuarantinedRow> rows = datasets.rejected().first(version, 10);
    assertThat(rows).hasSize(4);
    assertThat(rows.getFirst().values()).containsEntry("sdate", "961399");
    assertThat(rows.getFirst().reasons())
        .containsExactly("sdate: `961399` is not a date written as yyMMdd");
    assertThat(rows.get(1).reasons()).containsExactly("area: `much` is not a number");
    assertThat(rows.get(2).reasons())
        .containsExactly(
            "area: `-5` is not at least 0",
            "rooms: `4.5` is not an integer",
            "garage: `maybe` is not a boolean");
    assertThat(rows.get(3).reasons()).containsExactly("area: `nothing` is not a value");
    assertThat(datasets.rejected().first(version, 2)).hasSize(2);
    assertThat(datasets.rejected().page(version, 1, 2)).isEqualTo(rows.subList(1, 3));
    assertThat(datasets.rejected().page(version, 4, 2)).isEmpty();
    String name = version.dataset();
    assertThat(datasets.rejected().kept(List.of(name, "none"))).isEqualTo(Map.of(name, 4L));
    assertThat(datasets.datasets(name.substring(1).toUpperCase(Locale.ROOT), "", 9))
        .extracting(Dataset::name)
        .containsExactly(name);
    assertThat(datasets.datasets("%", "", 9)).isEmpty();
    assertThat(result.examples()).isEqualTo(rows);
  }

  @Test
  void countsWhatEachRuleFoundAndOnlyWarnsOfAWarning() {
    IngestResult result = ingest("960704,straw,1,1,1,1\n960705,reed,x,1,1,1\n", JULY);

    assertThat(result.version().orElseThrow().rows()).isEqualTo(1);
    assertThat(result.rules())
        .filteredOn(rule -> rule.violations() > 0)
        .extracting(rule -> rule.column() + " " + rule.rule() + " " + rule.violations())
        .containsExactly("wall invalidValues 2", "area type 1");
    assertThat(result.rules()).anyMatch(rule -> rule.column().equals("sdate"));
  }

  @Test
  void makesNoVersionOfABatchWithoutAGoodRow() {
    IngestResult result = ingest("960704,brick,?,1,1,1\n", JULY);

    assertThat(result.version()).isEmpty();
    assertThat(result.rejected()).isEqualTo(1);
    assertThat(result.examples().getFirst().reasons()).containsExactly("area: `?` is not a number");
    assertThat(datasets.newest("sales")).isEmpty();
    IngestResult.Refusal refusal = result.refusal().orElseThrow();
    assertThat(refusal.reason()).isEqualTo("no row is as the contract says");
    assertThat(refusal.version().state()).isEqualTo(DatasetVersion.State.REJECTED);
    assertThat(datasets.allVersions("sales", 100, 10)).containsExactly(refusal.version());
    assertThat(datasets.rejected().first(refusal.version(), 10).getFirst().reasons())
        .containsExactly("area: `?` is not a number", "batch: no row is as the contract says");
    assertThat(ingest("", JULY).version()).isEmpty();
    assertThat(ingest("960704,brick,1,1,1,1\n", JULY).version().orElseThrow().number())
        .isEqualTo(2);
  }

  @Test
  void readsTheCompressedAndTheColumnarFileAsThePlainOne() throws Exception {
    String content = HEADER + "960704,brick,120,4,true,1\n960705,wood,,4,true,1\n";
    Path gzip = Sales.gzip(folder, "batch.csv.gz", content);
    Path plain = Sales.csv(folder, "plain.csv", content);
    Path parquet = folder.resolve("batch.parquet");
    try (DuckDb duck = new DuckDb(folder)) {
      duck.execute(
          "copy (select sdate::integer as sdate, wall, area::double as area, rooms, garage::boolean"
              + " as garage, price::decimal(9,2) as price from read_csv(%s, all_varchar = true)) to %s"
                  .formatted(DuckDb.text(plain.toString()), DuckDb.text(parquet.toString())));
    }

    for (Path file : List.of(plain, gzip, parquet)) {
      IngestResult result =
          datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), JULY, "same"));
      assertThat(result.rejected()).isEqualTo(1);
      assertThat(result.version().orElseThrow().rows()).isEqualTo(1);
    }

    assertThat(datasets.files(datasets.newest("sales").orElseThrow()))
        .hasSize(3)
        .extracting(StoredFile::sha256)
        .containsOnly(datasets.files(datasets.version("sales", 1).orElseThrow()).get(0).sha256());
  }

  @Test
  void takesInAFrameAsItWouldAFile() {
    DatasetVersion first = published("960704,brick,120.25,4,true,150000\n960705,,80,,0,\n", JULY);
    Frame rows = datasets.read(first, CONTRACT.columns(), "sdate", ALWAYS, NEVER);

    DatasetVersion copy =
        datasets
            .ingest(new Ingest("copy", CONTRACT, new Source.Rows(rows), JULY, "copy"))
            .version()
            .orElseThrow();

    assertThat(copy.digest()).isEqualTo(first.digest());
  }

  @Test
  void everyVersionKeepsItsRowsInTheirOrder() {
    List<DatasetVersion> versions = new ArrayList<>();
    for (int month = 1; month <= 9; month++) {
      versions.add(
          published(
              "960%d09,wood,%d.1,1,1,1\n960%d02,wood,%d.2,1,1,1\n"
                  .formatted(month, month, month, month),
              Instant.parse("1996-0%d-28T00:00:00Z".formatted(month))));
    }

    for (int turn = 0; turn < 20; turn++) {
      assertThat(areas(versions.get(2))).containsExactly(1.1, 1.2, 2.1, 2.2, 3.1, 3.2);
    }
    assertThat(areas(versions.getLast())).hasSize(18).startsWith(1.1, 1.2).endsWith(9.1, 9.2);
    Frame july =
        datasets.read(
            versions.getLast(),
            List.of("area"),
            "sdate",
            Instant.parse("1996-06-09T00:00:00Z"),
            Instant.parse("1996-07-09T00:00:00Z"));
    assertThat(july.numbers("area")).containsExactly(6.1, 7.2);
  }

  @Test
  void listsVersionsNewestFirstInPages() {
    published("960704,wood,1,1,1,1\n", JULY);
    published("960804,wood,1,1,1,1\n", AUGUST);
    published("960904,wood,1,1,1,1\n", SEPTEMBER);

    assertThat(datasets.versions("sales", Integer.MAX_VALUE, 2))
        .extracting(DatasetVersion::number)
        .containsExactly(3, 2);
    assertThat(datasets.versions("sales", 2, 2))
        .extracting(DatasetVersion::number)
        .containsExactly(1);
    assertThat(datasets.version("sales", 2).orElseThrow().at()).isEqualTo(AUGUST);
    assertThat(datasets.version("sales", 4)).isEmpty();
    assertThat(datasets.newest("rents")).isEmpty();
  }

  @Test
  void stillReadsEverythingWhenOpenedAgainInAnotherFolder() throws Exception {
    DatasetVersion version = published("960704,wood,1,1,1,1\n960705,wood,x,1,1,1\n", JULY);
    datasets.close();
    Path moved = folder.resolve("moved");
    Files.createDirectories(moved);
    Files.move(warehouse(), moved.resolve(warehouse().getFileName()));

    datasets =
        Datasets.open(
            database,
            new LocalBlobStore(folder.resolve("blobs")),
            moved,
            catalogAfterMove(moved),
            place());

    assertThat(areas(version)).containsExactly(1);
    assertThat(datasets.newest("sales")).contains(version);
    assertThat(datasets.rejected().first(version, 9)).hasSize(1);
  }

  /// The catalog itself stays where it is.
  CatalogAddress catalogAfterMove(Path moved) {
    return catalog();
  }

  @Test
  void givesMissingValuesForAColumnThatAnOlderVersionDidNotHave() {
    DatasetVersion before = published("960704,wood,1,1,1,1\n", JULY);
    List<Property> more = new ArrayList<>(CONTRACT.properties());
    more.add(1, Property.of("heating", LogicalType.STRING, false));
    Contract next = CONTRACT.withProperties(more);
    Path file = Sales.csv(folder, "next.csv", "heating,area,sdate\ngas,2,960804\n");

    DatasetVersion after =
        datasets
            .ingest(new Ingest("sales", next, new Source.File(file), AUGUST, "heating"))
            .version()
            .orElseThrow();

    Frame rows = datasets.read(after, List.of("heating", "area"), "sdate", ALWAYS, NEVER);
    assertThat(rows.texts("heating")).containsExactly(null, "gas");
    assertThat(rows.numbers("area")).containsExactly(1, 2);
    assertThat(datasets.read(before, List.of("heating"), "sdate", ALWAYS, NEVER).texts("heating"))
        .containsExactly((String) null);
  }

  @Test
  void refusesAContractThatChangesAColumnsType() {
    DatasetVersion before = published("960704,wood,1,1,1,1\n", JULY);
    Contract other =
        CONTRACT.withProperties(
            CONTRACT.properties().stream()
                .map(property ->
                    property.name().equals("area")
                        ? Property.of("area", LogicalType.STRING, true)
                        : property)
                .toList());
    Path file = Sales.csv(folder, "next.csv", HEADER + "960804,wood,small,1,1,1\n");

    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                datasets.ingest(
                    new Ingest("sales", other, new Source.File(file), AUGUST, "other type")));

    assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(problem.problem().what()).contains("`area`").contains("string");
    assertThat(areas(before)).containsExactly(1);
    assertThat(datasets.newest("sales")).contains(before);
  }

  @Test
  void takesColumnsWithAnyName() {
    List<String> names = List.of("a b", "it's", "say \"hi\"", "größe", "select", "x;--");
    List<Property> properties = new ArrayList<>();
    properties.add(Property.of("at", LogicalType.TIMESTAMP, true));
    names.forEach(name -> properties.add(Property.of(name, LogicalType.NUMBER, true)));
    List<String> columns = properties.stream().map(Property::name).toList();
    String header =
        String.join(
            ",", columns.stream().map(name -> '"' + name.replace("\"", "\"\"") + '"').toList());
    Path file =
        Sales.csv(
            folder,
            "it's odd.csv",
            header + "\n2024-01-01,1,2,3,4,5,6\n2024-01-02,1,2,3,4,5,x'y\n");

    IngestResult result =
        datasets.ingest(
            new Ingest(
                "odd", CONTRACT.withProperties(properties), new Source.File(file), JULY, "it's"));

    DatasetVersion version = result.version().orElseThrow();
    Frame rows = datasets.read(version, columns, "at", ALWAYS, NEVER);
    assertThat(rows.numbers("x;--")).containsExactly(6);
    assertThat(rows.numbers("say \"hi\"")).containsExactly(3);
    assertThat(datasets.rejected().first(version, 1).getFirst().reasons())
        .containsExactly("x;--: `x'y` is not a number");
  }

  @Test
  void forgetsVersionsFromATimeOnAndGivesTheirNumbersAgain() {
    DatasetVersion kept = published("960704,wood,1,1,1,1\n", JULY);
    published("960804,wood,2,1,1,1\n", AUGUST);
    published("960904,wood,3,1,1,1\n", SEPTEMBER);

    datasets.forgetSince("sales", AUGUST);
    datasets.forgetSince("sales", AUGUST);

    assertThat(datasets.newest("sales")).contains(kept);
    DatasetVersion again = published("960804,wood,4,1,1,1\n", AUGUST);
    assertThat(again.number()).isEqualTo(2);
    assertThat(areas(again)).containsExactly(1, 4);
    assertThat(dataFiles()).hasSize(2);
  }

  @Test
  void forgetsAWholeDatasetAndBeginsAnew() {
    published("960704,wood,1,1,1,1\n", JULY);
    published("960804,wood,2,1,1,1\n", AUGUST);

    datasets.forgetSince("sales", ALWAYS);
    datasets.forgetSince("unknown", ALWAYS);

    assertThat(datasets.newest("sales")).isEmpty();
    assertThat(dataFiles()).isEmpty();
    DatasetVersion again = published("960804,wood,4,1,1,1\n", AUGUST);
    assertThat(again.number()).isEqualTo(1);
    assertThat(areas(again)).containsExactly(4);
  }

  List<Path> dataFiles() {
    try (var files = Files.walk(warehouse())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void refusesANameThatCannotBeReferredTo() {
    Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,wood,1,1,1,1\n");

    assertThatThrownBy(() ->
            datasets.ingest(
                new Ingest("../sales", CONTRACT, new Source.File(file), JULY, "no name")))
        .isInstanceOf(ProblemException.class);
  }
}

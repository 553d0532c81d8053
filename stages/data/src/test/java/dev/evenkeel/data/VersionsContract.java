package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static dev.evenkeel.data.Sales.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.store.AuditEntry;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.AuditQuery;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What versions promise besides batches, whichever database holds them.
abstract class VersionsContract {
  private static final Cleaning.Policy NOW =
      new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ZERO);

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

  /// What a second node has for its own.
  Path otherNode() {
    return folder.resolve("data");
  }

  void change(StoredFile file) throws IOException {
    byte[] bytes = Files.readAllBytes(datasets.local(file));
    bytes[bytes.length / 2] ^= 1;
    Files.write(datasets.local(file), bytes);
  }

  void lose(StoredFile file) throws IOException {
    Files.delete(datasets.local(file));
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

  private Ingest batch(String rows, Instant at) {
    Path file = Sales.csv(folder, "batch%d.csv".formatted(System.nanoTime()), HEADER + rows);
    return new Ingest("sales", CONTRACT, new Source.File(file), at, "rows");
  }

  DatasetVersion append(String rows, Instant at) {
    return datasets.ingest(batch(rows, at)).version().orElseThrow();
  }

  private double[] areas(DatasetVersion version) {
    return datasets.read(version, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area");
  }

  private DatasetVersion find(String reference) {
    return datasets.demand(DatasetReference.read(reference));
  }

  private static Problem refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(ProblemException.class, call).problem();
  }

  private List<Path> dataFiles() {
    try (var files = Files.walk(warehouse())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFullRefreshTakesThePlaceOfAllRowsAndKeepsTheVersionsBefore() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n960704,wood,2,1,1,1\n", JULY);

    DatasetVersion second =
        datasets
            .ingest(batch("960804,wood,9,1,1,1\n", AUGUST).overwriting())
            .version()
            .orElseThrow();

    assertThat(areas(second)).containsExactly(9);
    assertThat(areas(first)).containsExactly(1, 2);
    assertThat(second.operation()).isEqualTo(Operation.OVERWRITE);
    assertThat(second.parent()).isEqualTo(1);
    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.rowsRemoved()).isEqualTo(2);
    assertThat(second.total().rows()).isEqualTo(1);
  }

  @Test
  void rollsBackToAnEqualVersionAndLosesNone() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n", JULY);
    datasets.ingest(batch("960804,wood,9,1,1,1\n", AUGUST).overwriting());
    DatasetVersion third = append("960904,wood,3,1,1,1\n", SEPTEMBER);

    DatasetVersion back = datasets.operations().rollBack(first, SEPTEMBER, "wrong refresh");
    DatasetVersion next = append("960905,wood,4,1,1,1\n", SEPTEMBER);

    assertThat(back.number()).isEqualTo(4);
    assertThat(back.digest()).isEqualTo(first.digest());
    assertThat(areas(back)).containsExactly(1);
    assertThat(areas(third)).containsExactly(9, 3);
    assertThat(areas(next)).containsExactly(1, 4);
  }

  @Test
  void renamesAndAddsColumnsAndReadsEveryVersionByItsOwnNames() {
    DatasetVersion before = append("960704,wood,1,1,1,1\n", JULY);

    DatasetVersion after =
        datasets
            .operations()
            .evolve(
                "sales",
                Map.of("area", "surface"),
                List.of(Property.of("heating", LogicalType.STRING, false)),
                AUGUST,
                "surface is what we say");

    assertThat(after.operation()).isEqualTo(Operation.EVOLVE);
    assertThat(areas(before)).containsExactly(1);
    assertThat(
            datasets
                .read(after, List.of("surface", "heating"), "sdate", ALWAYS, NEVER)
                .numbers("surface"))
        .containsExactly(1);
    assertThat(datasets.columns(before)).noneMatch(column -> column.name().equals("surface"));
    DatasetVersion back = datasets.operations().rollBack(before, SEPTEMBER, "area again");
    assertThat(areas(back)).containsExactly(1);
    DatasetVersion next = append("960904,wood,2,1,1,1\n", SEPTEMBER);
    assertThat(areas(next)).containsExactly(1, 2);
    assertThat(datasets.diffs().of(before, after, new VersionDiffs.Rows.ByFile()).schema())
        .extracting(change -> change.change() + " " + change.before() + " " + change.after())
        .containsExactly("renamed area number surface number", "added  heating string");
  }

  @Test
  void refusesAChangeThatWouldLoseSomething() {
    append("960704,wood,1,1,1,1\n", JULY);
    DatasetOperations operations = datasets.operations();
    List<Property> none = List.of();

    for (Map<String, String> names :
        List.of(Map.of("area", "rooms"), Map.of("nothing", "x"), Map.<String, String>of())) {
      assertThat(refused(() -> operations.evolve("sales", names, none, JULY, "")).kind())
          .isEqualTo(Problem.Kind.INPUT);
    }
    Problem retyped =
        refused(() ->
            operations.evolve(
                "sales",
                Map.of(),
                List.of(Property.of("rooms", LogicalType.NUMBER, false)),
                JULY,
                ""));
    assertThat(retyped.what()).contains("`rooms`");
    assertThat(datasets.newest("sales").orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void compactsManyFilesIntoOneWithTheSameRowsInTheSameOrder() {
    List<Double> all = new ArrayList<>();
    DatasetVersion before = append("960704,wood,0,1,1,1\n", JULY);
    all.add(0.0);
    for (int batch = 1; batch <= 5; batch++) {
      before = append("960704,wood,%d,1,1,1\n".formatted(batch), JULY);
      all.add((double) batch);
    }

    DatasetVersion after = datasets.operations().compact("sales", AUGUST, "few").orElseThrow();

    assertThat(datasets.files(after)).hasSize(1);
    assertThat(areas(after)).containsExactly(all.stream().mapToDouble(each -> each).toArray());
    assertThat(areas(before)).isEqualTo(areas(after));
    assertThat(after.rows()).isZero();
    assertThat(after.rowsRemoved()).isZero();
    assertThat(datasets.operations().compact("sales", AUGUST, "again")).isEmpty();
    assertThat(areas(append("960904,wood,7,1,1,1\n", SEPTEMBER))).endsWith(7).hasSize(7);
  }

  @Test
  void findsVersionsByNumberAliasTagAndTime() {
    DatasetVersion july = append("960704,wood,1,1,1,1\n", JULY);
    DatasetVersion august = append("960804,wood,2,1,1,1\n", AUGUST);
    datasets.labels().setAlias(july, "approved");
    datasets.labels().tag(august, "season", "summer");

    assertThat(find("sales@1")).isEqualTo(july);
    assertThat(find("sales@latest")).isEqualTo(august);
    assertThat(find("sales")).isEqualTo(august);
    assertThat(find("sales@approved")).isEqualTo(july);
    assertThat(find("sales@season")).isEqualTo(august);
    assertThat(find("sales@1996-08-01T00:00Z")).isEqualTo(july);
    assertThat(find("sales@1996-08-31")).isEqualTo(august);
    assertThat(find("sales@1996-08-31T02:00+02:00")).isEqualTo(august);
    for (String nothing :
        List.of("sales@3", "sales@other", "sales@1990-01-01", "rents@1", "rents")) {
      assertThat(refused(() -> find(nothing)).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
    }
    for (String wrong : List.of("sales@0", "sales@", "sales@1996-13-01", "a/b@1", "sales@a b")) {
      assertThat(refused(() -> find(wrong)).kind()).as(wrong).isEqualTo(Problem.Kind.INPUT);
    }
    for (String name : List.of("7", "latest", "1996-08-01", "a/b", "")) {
      assertThat(refused(() -> datasets.labels().setAlias(july, name)).kind())
          .isEqualTo(Problem.Kind.INPUT);
    }
  }

  @Test
  void profilesAVersionByMergingAndGetsWhatOnePassOverAllWouldGet() {
    StringBuilder all = new StringBuilder();
    for (int batch = 0; batch < 4; batch++) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 50; row++) {
        int number = batch * 50 + row;
        rows.append(
            "960%d%02d,%s,%s,%d,1,%d\n"
                .formatted(
                    batch + 1,
                    row % 28 + 1,
                    row % 3 == 0 ? "brick" : row % 3 == 1 ? "wood" : "",
                    number * 1.5,
                    row,
                    number % 7 == 0 ? 1_000_000 : number));
      }
      all.append(rows);
      append(rows.toString(), JULY);
    }
    Path file = Sales.csv(folder, "all.csv", HEADER + all);
    datasets.ingest(new Ingest("whole", CONTRACT, new Source.File(file), JULY, "in one"));

    List<ColumnStatistics> merged = datasets.statistics(find("sales"));
    List<ColumnStatistics> whole = datasets.statistics(find("whole"));

    assertThat(merged).hasSameSizeAs(whole);
    for (int index = 0; index < merged.size(); index++) {
      ColumnStatistics one = merged.get(index);
      ColumnStatistics other = whole.get(index);
      assertThat(one.rows()).isEqualTo(200);
      assertThat(one.nulls()).isEqualTo(other.nulls());
      assertThat(one.distinct()).isEqualTo(other.distinct());
      assertThat(one.top()).isEqualTo(other.top());
      assertThat(one.numbers().min()).isEqualTo(other.numbers().min());
      assertThat(one.numbers().max()).isEqualTo(other.numbers().max());
      assertThat(one.numbers().mean())
          .isCloseTo(other.numbers().mean(), org.assertj.core.data.Percentage.withPercentage(1e-6));
      assertThat(one.numbers().sd())
          .isCloseTo(other.numbers().sd(), org.assertj.core.data.Percentage.withPercentage(1e-6));
      assertThat(one.numbers().histogram().counts().values().stream().mapToLong(n -> n).sum())
          .isEqualTo(other.numbers().count());
    }
    ColumnStatistics area = merged.get(2);
    assertThat(area.column()).isEqualTo("area");
    assertThat(area.distinct()).isEqualTo(200);
    assertThat(area.numbers().max()).isEqualTo(298.5);
    assertThat(area.numbers().mean()).isEqualTo(149.25);
    assertThat(merged.get(1).top()).containsEntry("brick", 68L).containsEntry("wood", 68L);
    assertThat(merged.get(1).nulls()).isEqualTo(64);
  }

  @Test
  void comparesVersionsByFilesByRowsAndByKey() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n960704,wood,2,2,1,1\n", JULY);
    DatasetVersion second =
        datasets
            .ingest(
                batch("960704,wood,1,1,1,1\n960704,wood,5,2,1,1\n960704,wood,6,3,1,1\n", AUGUST)
                    .overwriting())
            .version()
            .orElseThrow();

    VersionDiff files = datasets.diffs().of(first, second, new VersionDiffs.Rows.ByFile());
    VersionDiff rows = datasets.diffs().of(first, second, new VersionDiffs.Rows.Whole());
    VersionDiff keys = datasets.diffs().of(first, second, new VersionDiffs.Rows.ByKey("rooms"));

    assertThat(files.rowsAdded()).isEqualTo(3);
    assertThat(files.rowsRemoved()).isEqualTo(2);
    assertThat(files.exact()).isEmpty();
    assertThat(rows.exact()).contains(new VersionDiff.Exact(2, 1, 0));
    assertThat(keys.exact()).contains(new VersionDiff.Exact(1, 0, 1));
    assertThat(files.columns())
        .filteredOn(column -> column.column().equals("area"))
        .singleElement()
        .satisfies(column -> {
          assertThat(column.before().orElseThrow().numbers().max()).isEqualTo(2);
          assertThat(column.after().orElseThrow().numbers().max()).isEqualTo(6);
        });
  }

  @Test
  void verifiesEveryFileAgainstWhatWasWritten() throws IOException {
    append("960704,wood,1,1,1,1\n", JULY);
    append("960704,wood,2,1,1,1\n", JULY);
    DatasetVersion version = append("960704,wood,3,1,1,1\n", JULY);
    List<StoredFile> files = datasets.files(version);
    change(files.get(1));
    lose(files.get(2));

    assertThat(datasets.operations().verify(version))
        .extracting(DatasetOperations.Verified::state)
        .containsExactly("intact", "changed", "missing");
  }

  @Test
  void cleansWhatNothingRefersToAfterTheGracePeriod() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n", JULY);
    for (int number = 2; number <= 6; number++) {
      datasets.ingest(batch("960804,wood,%d,1,1,1\n".formatted(number), AUGUST).overwriting());
    }
    datasets.labels().setAlias(first, "approved");
    datasets.labels().tag(find("sales@2"), "season", "summer");
    datasets.referencedBy(dataset -> dataset.equals("sales") ? Map.of(3, "model m@1") : Map.of());

    Cleaning.Report planned = datasets.cleaning().plan("sales", NOW);
    assertThat(dataFiles()).hasSize(6);
    Cleaning.Report cleaned = datasets.cleaning().clean("sales", NOW);

    assertThat(planned.items())
        .filteredOn(item -> item.kind().equals("version"))
        .extracting(Cleaning.Item::name)
        .containsExactly("sales@5", "sales@4");
    assertThat(cleaned.items()).containsAll(planned.items());
    assertThat(dataFiles()).hasSize(4);
    for (int kept : List.of(1, 2, 3, 6)) {
      assertThat(areas(find("sales@" + kept))).containsExactly(kept);
    }
    assertThat(refused(() -> find("sales@4")).what()).contains("expired");
    assertThat(datasets.allVersions("sales", 99, 99)).hasSize(6);
  }

  @Test
  void cleansQuarantinesOfVersionsAndOfRejectedBatchesThatGo() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n960704,wood,x,1,1,1\n", JULY);
    datasets.ingest(batch("960804,wood,y,1,1,1\n", AUGUST));
    append("960804,wood,2,1,1,1\n", AUGUST);
    datasets.ingest(batch("960804,wood,z,1,1,1\n", AUGUST));
    assertThat(datasets.rejected().first(first, 9)).hasSize(1);

    Cleaning.Report planned = datasets.cleaning().plan("sales", NOW);
    Cleaning.Report cleaned = datasets.cleaning().clean("sales", NOW);

    for (Cleaning.Report report : List.of(planned, cleaned)) {
      assertThat(report.items())
          .filteredOn(item -> item.kind().equals("quarantine"))
          .extracting(Cleaning.Item::name)
          .containsExactly("sales@1", "sales@2");
    }
    assertThat(datasets.allVersions("sales", 99, 99))
        .extracting(version -> version.state() + " " + version.quarantineDigest().isPresent())
        .containsExactly("REJECTED true", "PUBLISHED false", "EXPIRED false", "EXPIRED false");
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    assertThat(blobs.has(first.quarantineDigest().orElseThrow())).isFalse();
  }

  @Test
  void aCleaningTellsHowFarItIs() {
    for (int number = 1; number <= 4; number++) {
      datasets.ingest(batch("960804,wood,%d,1,1,1\n".formatted(number), AUGUST).overwriting());
    }
    List<String> told = new ArrayList<>();
    long bytes =
        datasets.files(find("sales@1")).getFirst().size()
            + datasets.files(find("sales@2")).getFirst().size()
            + datasets.files(find("sales@3")).getFirst().size();

    datasets
        .cleaning()
        .clean(
            "sales",
            NOW,
            (step, done, of, freed) -> told.add("%s %d/%d %d".formatted(step, done, of, freed)));

    assertThat(told).startsWith("versions 3/3 0").contains("files 3/3 " + bytes);
    assertThat(told).filteredOn(each -> each.startsWith("files")).hasSize(3);
  }

  @Test
  void aFileWaitsForTheGracePeriodAndAWriteInFlightIsLeftAlone() throws IOException {
    append("960704,wood,1,1,1,1\n", JULY);
    datasets.ingest(batch("960804,wood,2,1,1,1\n", AUGUST).overwriting());
    Path written = dataFiles().getFirst().resolveSibling("being-written.parquet");
    Files.writeString(written, "half");
    Path crashed = written.resolveSibling("crashed.parquet");
    Files.writeString(crashed, "half");
    Files.setLastModifiedTime(crashed, FileTime.from(Instant.now().minus(Duration.ofDays(4))));

    datasets
        .cleaning()
        .clean(
            "sales", new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ofDays(3)));

    assertThat(dataFiles()).hasSize(3).contains(written).doesNotContain(crashed);
    assertThat(areas(find("sales@2"))).containsExactly(2);
    assertThat(refused(() -> find("sales@1")).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void deletesAVersionButNeitherTheNewestNorOneThatIsReferredTo() {
    DatasetVersion first = append("960704,wood,1,1,1,1\n", JULY);
    DatasetVersion second = append("960804,wood,2,1,1,1\n", AUGUST);
    datasets.labels().setAlias(first, "approved");

    assertThat(refused(() -> datasets.operations().expire(second, "")).kind())
        .isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused(() -> datasets.operations().expire(first, "")).what())
        .contains("alias `approved`");
    datasets.labels().removeAlias("sales", "approved");
    datasets.operations().expire(first, "of no use");

    assertThat(datasets.version("sales", 1)).isEmpty();
    assertThat(areas(second)).containsExactly(1, 2);
  }

  @Test
  void forgetsAPersonInAllVersionsFilesAndQuarantine() {
    DatasetVersion first = append("960704,ann,1,1,1,1\n960704,bob,2,1,1,1\n", JULY);
    DatasetVersion second = append("960804,ann,3,1,1,1\n960804,ann,x,1,1,1\n", AUGUST);
    DatasetVersion third = append("960904,bob,4,1,1,1\n", SEPTEMBER);
    datasets.operations().compact("sales", SEPTEMBER, "few");

    Forgetting.Forgotten gone =
        datasets.forgetting().forget("sales", Optional.of("wall"), "ann", SEPTEMBER, "asked for");

    assertThat(areas(find("sales"))).containsExactly(2, 4);
    assertThat(gone.expired()).containsExactly(1, 2, 3, 4);
    assertThat(gone.rows()).isEqualTo(2);
    assertThat(List.of(first, second, third))
        .allSatisfy(version -> assertThat(datasets.version("sales", version.number())).isEmpty());
    assertThat(holdsText("ann")).isFalse();
    assertThat(
            datasets.allVersions("sales", 99, 99).stream()
                .flatMap(version -> datasets.statistics(version).stream()))
        .noneMatch(column -> column.top().containsKey("ann"));
    AuditEntry entry =
        new AuditLog(database, Instant::now)
            .newest(AuditQuery.ALL, Long.MAX_VALUE, 99).stream()
                .filter(each -> each.action().equals("dataset.forget"))
                .findFirst()
                .orElseThrow();
    assertThat(entry.after()).doesNotContain("ann").contains("sha256:");
    assertThat(
            datasets.forgetting().forget("sales", Optional.of("wall"), "ann", JULY, "").version())
        .isEmpty();
  }

  private boolean holdsText(String text) {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains("/data/") || file.toString().contains("/blobs/"))
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".json"))
          .filter(file -> file.toString().endsWith(".parquet") || file.toString().contains("blobs"))
          .anyMatch(file -> {
            try {
              return new String(
                      Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                  .contains(text);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void answersABatchOfTheSameKeyByTheVersionOfTheFirst() {
    DatasetVersion first =
        datasets
            .ingest(batch("960704,wood,1,1,1,1\n", JULY).withKey("july"))
            .version()
            .orElseThrow();

    IngestResult again = datasets.ingest(batch("960704,wood,1,1,1,1\n", JULY).withKey("july"));

    assertThat(again.version()).contains(first);
    assertThat(datasets.versions("sales", 99, 99)).hasSize(1);
  }

  @Test
  void writersOfOneDatasetWaitForEachOtherAndThoseOfTwoDoNot() throws Exception {
    append("960704,wood,0,1,1,1\n", JULY);
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    datasets.afterEachStep(step -> {
      if (step == PublishStep.STAGED && Thread.currentThread().getName().equals("first")) {
        blocked.countDown();
        try {
          go.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    Thread first =
        Thread.ofPlatform().name("first").start(() -> append("960704,wood,1,1,1,1\n", JULY));
    assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
    Thread second =
        Thread.ofPlatform().name("second").start(() -> append("960704,wood,2,1,1,1\n", JULY));

    Path file = Sales.csv(folder, "rents.csv", HEADER + "960704,wood,5,1,1,1\n");
    datasets.ingest(new Ingest("rents", CONTRACT, new Source.File(file), JULY, "others"));
    assertThat(datasets.newest("sales").orElseThrow().number()).isEqualTo(1);
    go.countDown();
    first.join();
    second.join();

    assertThat(areas(find("sales"))).containsExactly(0, 1, 2);
  }

  @Test
  void twoNodesNeverGiveTheSameNumber() throws Exception {
    append("960704,wood,0,1,1,1\n", JULY);
    try (Database otherDatabase = openDatabase();
        Datasets other =
            Datasets.open(
                otherDatabase,
                new LocalBlobStore(folder.resolve("blobs")),
                otherNode(),
                catalog(),
                place())) {
      List<Thread> nodes = new ArrayList<>();
      for (Datasets node : List.of(datasets, other)) {
        nodes.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int turn = 0; turn < 8; turn++) {
                    node.ingest(batch("960704,wood,1,1,1,1\n", JULY));
                  }
                }));
      }
      for (Thread node : nodes) {
        node.join();
      }
    }

    assertThat(datasets.versions("sales", 99, 99)).hasSize(17);
    assertThat(areas(find("sales"))).hasSize(17);
    assertThat(find("sales@9").total().rows()).isEqualTo(9);
  }
}

package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.JULY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other engines find: an ordinary Iceberg table.
class IcebergTest {
  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private IcebergTables tables;
  private DatasetVersion july;
  private DatasetVersion august;

  @BeforeEach
  void publishTwoMonths() {
    Path data = folder.resolve("data");
    CatalogAddress catalog = CatalogAddress.embedded(data);
    database = TestDatabases.sqlite(folder);
    datasets = Datasets.open(database, new LocalBlobStore(folder.resolve("blobs")), data, catalog);
    july = ingest("960704,brick,10.5,1,true,1\n960705,,12.5,7,false,2\n", JULY);
    august = ingest("960804,wood,20,4,true,3\n", AUGUST);
    tables = new IcebergTables(catalog, data.resolve("warehouse"));
  }

  @AfterEach
  void close() {
    tables.close();
    datasets.close();
    database.close();
  }

  private DatasetVersion ingest(String rows, java.time.Instant at) {
    Path file = Sales.csv(folder, "batch.csv", Sales.HEADER + rows);
    return datasets
        .ingest(new Ingest("sales", CONTRACT, new Source.File(file), at, "rows"))
        .version()
        .orElseThrow();
  }

  private Table table() {
    return tables.find("sales").orElseThrow();
  }

  private List<DataFile> files(String tag, Expression filter) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table().newScan().useRef(tag).filter(filter).includeColumnStats().planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return files;
  }

  @Test
  void tagsEveryVersionAndSaysWhatItIs() {
    assertThat(table().snapshot("v1").snapshotId()).isEqualTo(july.snapshotId());
    assertThat(table().snapshot("v2").snapshotId()).isEqualTo(august.snapshotId());
    assertThat(table().snapshot("v1").summary())
        .containsAllEntriesOf(
            Map.of(
                "evenkeel.version", "1",
                "evenkeel.digest", july.digest(),
                "evenkeel.contract", "sales@1.0.0",
                "added-records", "2"));
    assertThat(files("v1", Expressions.alwaysTrue())).hasSize(1);
    assertThat(files("v2", Expressions.alwaysTrue())).hasSize(2);
  }

  @Test
  void typesColumnsByTheContract() {
    assertThat(table().schema().asStruct().fields())
        .extracting(field -> field.name() + " " + field.type())
        .containsExactly(
            "sdate date",
            "wall string",
            "area double",
            "rooms long",
            "garage boolean",
            "price double");
    assertThat(
            IcebergTables.type(
                dev.evenkeel.contracts.Property.of(
                    "at", dev.evenkeel.contracts.LogicalType.TIMESTAMP, true)))
        .isEqualTo(Types.TimestampType.withZone());
  }

  @Test
  void namesNoFolderOfThisMachine() {
    DataFile file = files("v1", Expressions.alwaysTrue()).getFirst();

    assertThat(file.location()).startsWith("s3://evenkeel/datasets/sales/data/");
    assertThat(table().location()).startsWith("s3://evenkeel/");
    assertThat(file.fileSizeInBytes()).isEqualTo(july.bytes());
  }

  @Test
  void countsAndBoundsEachColumn() {
    DataFile file = files("v1", Expressions.alwaysTrue()).getFirst();

    assertThat(file.recordCount()).isEqualTo(2);
    assertThat(file.nullValueCounts()).containsEntry(2, 1L).containsEntry(3, 0L);
    assertThat(bound(file.lowerBounds(), 3, Types.DoubleType.get())).isEqualTo(10.5);
    assertThat(bound(file.upperBounds(), 3, Types.DoubleType.get())).isEqualTo(12.5);
    assertThat(bound(file.upperBounds(), 4, Types.LongType.get())).isEqualTo(7L);
    assertThat(bound(file.lowerBounds(), 2, Types.StringType.get())).hasToString("brick");
    assertThat(bound(file.lowerBounds(), 5, Types.BooleanType.get())).isEqualTo(false);
    assertThat(bound(file.lowerBounds(), 1, Types.DateType.get()))
        .isEqualTo((int) java.time.LocalDate.of(1996, 7, 4).toEpochDay());
  }

  private static Object bound(
      Map<Integer, ByteBuffer> bounds, int field, org.apache.iceberg.types.Type type) {
    ByteBuffer bound = bounds.get(field);
    assertThat(bound).isNotNull();
    return Conversions.fromByteBuffer(type, bound);
  }

  @Test
  void letsAnEngineSkipFilesByTheirBounds() {
    Expression late = Expressions.greaterThanOrEqual("sdate", "1996-08-01");

    assertThat(files("v2", late)).hasSize(1);
    assertThat(files("v2", Expressions.equal("wall", "adobe"))).isEmpty();
  }

  @Test
  void boundsTimestampsInMicroseconds() {
    Path file = Sales.csv(folder, "times.csv", "at\n2024-01-02T03:04:05.678901Z\n1969-12-31\n");
    datasets.ingest(
        new Ingest(
            "times",
            CONTRACT.withProperties(
                List.of(
                    dev.evenkeel.contracts.Property.of(
                        "at", dev.evenkeel.contracts.LogicalType.TIMESTAMP, true))),
            new Source.File(file),
            JULY,
            "times"));

    Table times = tables.find("times").orElseThrow();
    Expression late = Expressions.greaterThan("at", "2024-01-02T03:04:05.678901+00:00");
    Expression early = Expressions.lessThan("at", "1969-12-31T00:00:00+00:00");
    Expression exact = Expressions.equal("at", "2024-01-02T03:04:05.678901+00:00");

    assertThat(times.newScan().filter(late).planFiles()).isEmpty();
    assertThat(times.newScan().filter(early).planFiles()).isEmpty();
    assertThat(times.newScan().filter(exact).planFiles()).hasSize(1);
  }

  @Test
  void goesBackToAnEarlierVersionForEveryEngine() {
    datasets.forgetSince("sales", AUGUST);

    Table table = table();
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(july.snapshotId());
    assertThat(table.refs()).doesNotContainKey("v2");
  }

  @Test
  void opensNothingOutsideOfTheWarehouse() {
    LocalFileIO files = new LocalFileIO(folder);

    for (String location :
        List.of("s3://evenkeel/../../etc/passwd", "/etc/passwd", "s3://other/x")) {
      assertThatThrownBy(() -> files.newInputFile(location))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(files.newInputFile("s3://evenkeel/a/b").location()).isEqualTo("s3://evenkeel/a/b");
  }
}

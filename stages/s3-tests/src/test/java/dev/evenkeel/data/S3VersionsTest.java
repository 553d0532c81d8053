package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.s3tests.S3Server;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What versions promise, with the files of their tables in a bucket.
class S3VersionsTest extends VersionsContract {
  private static S3Server server;

  private final String prefix = S3Place.fresh();

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }

  @Override
  CatalogAddress catalog() {
    return CatalogAddress.embedded(folder.resolve("data"));
  }

  @Override
  WarehousePlace place() {
    return S3Place.warehouse(server, prefix);
  }

  @Override
  Path warehouse() {
    return folder.resolve("data").resolve("warehouse-cache");
  }

  @Override
  Path otherNode() {
    return folder.resolve("other");
  }

  private String key(StoredFile file) {
    return file.path().replace("s3://evenkeel", prefix);
  }

  @Override
  void change(StoredFile file) {
    server.change(key(file), "something else");
  }

  @Override
  void lose(StoredFile file) {
    server.objects().removeBlob(S3Server.BUCKET, key(file));
  }

  private List<String> objects() {
    return S3Place.objects(server, prefix).stream()
        .filter(name -> name.endsWith(".parquet"))
        .toList();
  }

  /// A bucket's times cannot be set, so everything here is of now.
  @Test
  @Override
  void aFileWaitsForTheGracePeriodAndAWriteInFlightIsLeftAlone() throws IOException {
    DatasetVersion version = append("960704,wood,1,1,1,1\n", Sales.JULY);
    String written = key(datasets.files(version).getFirst()).replaceFirst("[^/]*$", "w.parquet");
    server.change(written, "half");

    datasets
        .cleaning()
        .clean(
            "sales", new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ofDays(3)));
    assertThat(objects()).hasSize(2).contains(written);
    datasets
        .cleaning()
        .clean(
            "sales",
            new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ofSeconds(-5)));

    assertThat(objects()).hasSize(1).doesNotContain(written);
  }

  @Test
  void aNodeWithAnEmptyDiskReadsEverything() throws IOException {
    append("960704,wood,1,1,1,1\n", Sales.JULY);
    append("960704,wood,2,1,1,1\n", Sales.JULY);
    assertThat(objects()).hasSize(2);

    try (Database database = openDatabase();
        Datasets other =
            Datasets.open(
                database,
                new LocalBlobStore(folder.resolve("blobs")),
                otherNode(),
                catalog(),
                place())) {
      DatasetVersion newest = other.newest("sales").orElseThrow();

      assertThat(
              other
                  .read(newest, List.of("area"), "sdate", Sales.ALWAYS, Sales.NEVER)
                  .numbers("area"))
          .containsExactly(1, 2);
      assertThat(other.operations().verify(newest)).allMatch(DatasetOperations.Verified::isIntact);
    }
  }

  @Test
  void whatWasInTheHomeBeforeGoesToTheBucket() throws IOException {
    datasets.close();
    try (Datasets before =
        Datasets.open(
            database,
            new LocalBlobStore(folder.resolve("blobs")),
            folder.resolve("data"),
            catalog())) {
      datasets = before;
      append("960704,wood,1,1,1,1\n", Sales.JULY);
    }
    assertThat(objects()).isEmpty();

    datasets = openDatasets();

    assertThat(objects()).hasSize(1);
    try (var left = Files.walk(folder.resolve("data").resolve("warehouse"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    DatasetVersion second = append("960704,wood,2,1,1,1\n", Sales.JULY);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.total().rows()).isEqualTo(2);
  }
}

package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process dies after each step of a publish; the next start makes it whole, wherever the files
/// of tables are.
abstract class PublishCrashContract {
  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private DatasetVersion first;
  private final List<String> news = new ArrayList<>();

  /// No service catches it, as none catches the death of the process.
  private static final class DeathError extends Error {}

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = openDatasets();
    first = ingest("960704,wood,1,1,1,1\n").version().orElseThrow();
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private Datasets openDatasets() {
    Path data = folder.resolve("data");
    return Datasets.open(
        database,
        new LocalBlobStore(folder.resolve("blobs")),
        data,
        CatalogAddress.embedded(data),
        place(),
        (project, dataset, number) -> news.add(project + "/" + dataset + "@" + number));
  }

  /// Where the files of tables are.
  WarehousePlace place() {
    return WarehousePlace.HOME;
  }

  /// What of them is kept, by name.
  List<String> stored() {
    try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("warehouse"))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IngestResult ingest(String rows) {
    Path file = Sales.csv(folder, "batch.csv", Sales.HEADER + rows);
    return datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), AUGUST, "rows"));
  }

  private void dieAfter(PublishStep step) {
    datasets.afterEachStep(done -> {
      if (done == step) {
        throw new DeathError();
      }
    });
  }

  private void dieWhileIngesting(PublishStep step) {
    dieAfter(step);
    assertThatThrownBy(() -> ingest("960804,wood,2,1,1,1\n960805,wood,x,1,1,1\n"))
        .isInstanceOf(DeathError.class);
    datasets.close();
    datasets = openDatasets();
  }

  private double[] newestAreas() {
    return datasets
        .read(datasets.newest("sales").orElseThrow(), List.of("area"), "sdate", ALWAYS, NEVER)
        .numbers("area");
  }

  private List<String> tags() {
    try (IcebergTables tables = tables()) {
      return tables.find("sales").stream()
          .flatMap(table -> table.refs().keySet().stream())
          .filter(name -> !name.equals("main"))
          .sorted()
          .toList();
    }
  }

  private IcebergTables tables() {
    Path data = folder.resolve("data");
    return new IcebergTables(
        CatalogAddress.embedded(data), new LocalFileIO(data.resolve("warehouse"), place()));
  }

  private List<String> dataFiles() {
    return stored().stream().filter(file -> file.endsWith(".parquet")).toList();
  }

  @Test
  void dropsABatchThatOnlyHasItsFile() {
    dieWhileIngesting(PublishStep.WRITTEN);

    assertThat(datasets.newest("sales")).contains(first);
    assertThat(newestAreas()).containsExactly(1);
    assertThat(ingest("960804,wood,3,1,1,1\n").version().orElseThrow().number()).isEqualTo(2);
    assertThat(newestAreas()).containsExactly(1, 3);
  }

  @Test
  void dropsABatchThatIcebergDoesNotKnow() {
    dieWhileIngesting(PublishStep.STAGED);

    assertThat(datasets.newest("sales")).contains(first);
    assertThat(dataFiles()).hasSize(1);
    assertThat(ingest("960804,wood,3,1,1,1\n").version().orElseThrow().number()).isEqualTo(2);
    assertThat(newestAreas()).containsExactly(1, 3);
    assertThat(tags()).containsExactly("v1", "v2");
  }

  @Test
  void dropsABatchThatOnlyItsBranchHolds() {
    dieWhileIngesting(PublishStep.BRANCHED);

    assertThat(datasets.newest("sales")).contains(first);
    assertThat(newestAreas()).containsExactly(1);
    assertThat(dataFiles()).hasSize(1);
    assertThat(tags()).containsExactly("v1");
    assertThat(ingest("960804,wood,3,1,1,1\n").version().orElseThrow().number()).isEqualTo(2);
    assertThat(newestAreas()).containsExactly(1, 3);
    assertThat(tags()).containsExactly("v1", "v2");
  }

  @Test
  void theNextCleaningFinishesOneThatWasCutOff() {
    ingest("960804,wood,2,1,1,1\n");
    dieAfter(PublishStep.EXPIRED);
    Cleaning.Policy newest =
        new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ZERO);
    assertThatThrownBy(() -> datasets.cleaning().clean("sales", newest))
        .isInstanceOf(DeathError.class);
    datasets.close();
    datasets = openDatasets();

    datasets.cleaning().clean("sales", newest);

    assertThat(datasets.version("sales", 1)).isEmpty();
    assertThat(newestAreas()).containsExactly(1, 2);
    assertThat(tags()).containsExactly("v2");
  }

  @Test
  void aCompactionThatDiesLeavesTheRowsOnce() {
    ingest("960804,wood,2,1,1,1\n");
    for (PublishStep step :
        List.of(
            PublishStep.WRITTEN, PublishStep.STAGED, PublishStep.BRANCHED, PublishStep.COMMITTED)) {
      dieAfter(step);
      assertThatThrownBy(() -> datasets.operations().compact("sales", AUGUST, "few"))
          .isInstanceOf(DeathError.class);
      datasets.close();
      datasets = openDatasets();

      assertThat(newestAreas()).as("after " + step).containsExactly(1, 2);
    }
    assertThat(datasets.files(datasets.newest("sales").orElseThrow())).hasSize(1);
    assertThat(datasets.operations().compact("sales", AUGUST, "few")).isEmpty();
    assertThat(news)
        .as("only what brings rows")
        .containsExactly("default/sales@1", "default/sales@2");
  }

  @Test
  void finishesABatchThatIcebergCommitted() {
    dieWhileIngesting(PublishStep.COMMITTED);

    DatasetVersion second = datasets.newest("sales").orElseThrow();
    assertThat(news).containsExactly("default/sales@1", "default/sales@2");
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.rejected()).isEqualTo(1);
    assertThat(datasets.rejected().first(second, 9)).hasSize(1);
    assertThat(newestAreas()).containsExactly(1, 2);
    try (IcebergTables tables = tables()) {
      Table table = tables.find("sales").orElseThrow();
      assertThat(second.snapshotId()).isEqualTo(table.snapshot("v2").snapshotId());
      assertThat(second.snapshotId()).isEqualTo(table.currentSnapshot().snapshotId());
    }
  }

  @Test
  void takesBackAgainWhatWasTakenBackHalf() {
    ingest("960804,wood,2,1,1,1\n");
    datasets.forgetSince("sales", NEVER);
    dieAfter(PublishStep.TAKEN_BACK);
    assertThatThrownBy(() -> datasets.forgetSince("sales", JULY)).isInstanceOf(DeathError.class);
    datasets.close();
    datasets = openDatasets();

    datasets.forgetSince("sales", JULY);

    assertThat(datasets.newest("sales")).isEmpty();
    assertThat(dataFiles()).isEmpty();
    assertThat(ingest("960804,wood,3,1,1,1\n").version().orElseThrow().number()).isEqualTo(1);
    assertThat(newestAreas()).containsExactly(3);
  }

  @Test
  void keepsABatchWhoseFailureCameAfterTheCommit() {
    datasets.afterEachStep(step -> {
      if (step == PublishStep.COMMITTED) {
        throw new IllegalStateException("the database did not answer");
      }
    });

    IngestResult result = ingest("960804,wood,2,1,1,1\n");

    assertThat(result.version().orElseThrow().number()).isEqualTo(2);
    assertThat(newestAreas()).containsExactly(1, 2);
  }

  @Test
  void leavesNothingOfABatchThatFailedBeforeTheCommit() {
    for (PublishStep failing : List.of(PublishStep.WRITTEN, PublishStep.STAGED)) {
      datasets.afterEachStep(step -> {
        if (step == failing) {
          throw new IllegalStateException("failed after " + failing);
        }
      });

      assertThatThrownBy(() -> ingest("960804,wood,2,1,1,1\n"))
          .hasMessage("failed after " + failing);

      assertThat(dataFiles()).hasSize(1);
      assertThat(datasets.newest("sales")).contains(first);
    }
    datasets.afterEachStep(_ -> {});
    assertThat(ingest("960804,wood,3,1,1,1\n").version().orElseThrow().number()).isEqualTo(2);
    assertThat(tags()).containsExactly("v1", "v2");
  }

  @Test
  void emptiesTheScratchFolderOfADeadProcess() throws IOException {
    datasets.close();
    Path left = Files.writeString(folder.resolve("data/scratch/left.parquet"), "half a file");
    Path folderLeft = Files.createDirectories(folder.resolve("data/scratch/fetch/parts"));
    Files.writeString(folderLeft.resolve("rows.csv"), "half a file");

    datasets = openDatasets();

    assertThat(left).doesNotExist();
    assertThat(folderLeft.getParent()).doesNotExist();
  }
}

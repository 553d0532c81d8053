package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More versions than Iceberg keeps tags for.
class ManyVersionsTest {
  private static final int VERSIONS = 206;

  @TempDir Path folder;

  private double[] areas(Datasets datasets, int number) {
    return datasets
        .read(
            datasets.version("sales", number).orElseThrow(),
            java.util.List.of("area"),
            "sdate",
            ALWAYS,
            NEVER)
        .numbers("area");
  }

  @Test
  void readsVersionsThatIcebergNoLongerKnowsAndKeepsTheTagsOfReferencedOnes() throws Exception {
    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,wood,1,1,1,1\n");
      Ingest batch = new Ingest("sales", CONTRACT, new Source.File(file), JULY, "rows");
      datasets.referencedBy(_ -> Map.of(3, "model m@1"));
      for (int number = 1; number <= VERSIONS; number++) {
        datasets.ingest(number == 5 ? batch.overwriting() : batch);
        if (number == 2) {
          datasets.labels().setAlias(datasets.version("sales", 2).orElseThrow(), "approved");
        }
      }
      datasets
          .cleaning()
          .clean(
              "sales", new Cleaning.Policy(OptionalInt.empty(), Optional.empty(), Duration.ZERO));

      try (IcebergTables tables =
          new IcebergTables(
              CatalogAddress.embedded(folder.resolve("data")),
              folder.resolve("data").resolve("warehouse"))) {
        Table table = tables.demand("sales");
        assertThat(table.refs()).hasSize(200 + 2 + 1).containsKeys("v2", "v3", "v7", "main");
        assertThat(table.snapshots()).hasSize(202);
      }
      assertThat(areas(datasets, 1)).hasSize(1);
      assertThat(areas(datasets, 4)).hasSize(4);
      assertThat(areas(datasets, VERSIONS)).hasSize(VERSIONS - 4);
      DatasetVersion back =
          datasets
              .operations()
              .rollBack(datasets.version("sales", 4).orElseThrow(), JULY, "as it was");
      assertThat(areas(datasets, back.number())).hasSize(4);
      try (var all = Files.walk(folder.resolve("data").resolve("warehouse"))) {
        assertThat(all.filter(each -> each.toString().endsWith(".parquet"))).hasSize(VERSIONS);
      }
    }
  }
}

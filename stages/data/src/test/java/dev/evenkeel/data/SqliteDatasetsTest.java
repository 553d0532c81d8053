package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.JULY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqliteDatasetsTest extends DatasetsContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }

  @Override
  CatalogAddress catalog() {
    return CatalogAddress.embedded(folder.resolve("data"));
  }

  @Test
  void saysThatTheDiskIsFullAndKeepsWhatIsThere() throws Exception {
    DatasetVersion before = published("960704,wood,1,1,1,1\n", JULY);
    datasets.close();
    database.close();
    Path file = folder.resolve("evenkeel.db");
    long pages = Files.size(file) / 4_096 + 1;
    database = Database.open("jdbc:sqlite:%s?max_page_count=%d".formatted(file, pages), "", "");
    datasets = openDatasets();

    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> {
              for (int batch = 0; batch < 200; batch++) {
                ingest("960804,wood,2,1,1,1\n", AUGUST);
              }
            });

    assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
    assertThat(problem.problem().what()).contains("full");
    int stored = datasets.newest("sales").orElseThrow().number();
    assertThat(areas(before)).containsExactly(1);
    assertThat(areas(datasets.newest("sales").orElseThrow())).hasSize(stored);
    assertThat(dataFiles()).hasSize(stored);
  }

  @Test
  void saysThatTheWarehouseCannotBeWrittenAndKeepsWhatIsThere() throws Exception {
    DatasetVersion before = published("960704,wood,1,1,1,1\n", JULY);
    Path data;
    try (var files = Files.walk(folder.resolve("data").resolve("warehouse"))) {
      data = files.filter(path -> path.endsWith("data")).findFirst().orElseThrow();
    }
    Path aside = Files.move(data, folder.resolve("aside"));
    Files.writeString(data, "no folder");

    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> ingest("960804,wood,2,1,1,1\n", AUGUST));
    Files.delete(data);
    Files.move(aside, data);

    assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
    assertThat(datasets.newest("sales")).contains(before);
    assertThat(areas(before)).containsExactly(1);
    assertThat(published("960804,wood,2,1,1,1\n", AUGUST).number()).isEqualTo(2);
  }
}

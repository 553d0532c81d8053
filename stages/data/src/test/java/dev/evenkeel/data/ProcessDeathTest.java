package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A whole process is killed, or its disk is full, while it publishes.
class ProcessDeathTest {
  @TempDir Path folder;

  @BeforeEach
  void oneVersion() {
    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      ingest(datasets, "960704,wood,1,1,1,1\n");
    }
  }

  private void ingest(Datasets datasets, String rows) {
    Path file = Sales.csv(folder, "batch.csv", HEADER + rows);
    datasets.ingest(new Ingest("sales", CONTRACT, new Source.File(file), JULY, "rows"));
  }

  private static double[] areas(Datasets datasets) {
    return datasets
        .read(datasets.newest("sales").orElseThrow(), List.of("area"), "sdate", ALWAYS, NEVER)
        .numbers("area");
  }

  private List<Path> dataFiles() {
    try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("warehouse"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(Path batch, String until) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DyingProcess.class.getName(),
            folder.toString(),
            batch.toString(),
            until)
        .redirectError(folder.resolve("child.log").toFile())
        .start();
  }

  private String said(Process child, String... beginnings) throws IOException {
    BufferedReader lines = child.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (Stream.of(beginnings).anyMatch(line::startsWith)) {
        return line;
      }
    }
    throw new AssertionError(
        "the child ended early: " + Files.readString(folder.resolve("child.log")));
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {"WRITTEN", "STAGED", "BRANCHED", "COMMITTED"})
  void aKilledProcessLeavesAWholeVersionOrNone(PublishStep step) throws Exception {
    Path batch = Sales.csv(folder, "second.csv", HEADER + "960804,wood,2,1,1,1\n");
    Process child = start(batch, step.name());
    try {
      said(child, DyingProcess.AT_STEP);
    } finally {
      child.destroyForcibly().waitFor();
    }

    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      boolean isPublished = step == PublishStep.COMMITTED;
      assertThat(datasets.newest("sales").orElseThrow().number()).isEqualTo(isPublished ? 2 : 1);
      assertThat(areas(datasets))
          .containsExactly(isPublished ? new double[] {1, 2} : new double[] {1});
      ingest(datasets, "960904,wood,3,1,1,1\n");
      assertThat(areas(datasets))
          .containsExactly(isPublished ? new double[] {1, 2, 3} : new double[] {1, 3});
    }
  }

  /// A limit on the size of files stands for the end of the disk: a write fails in the middle of a
  /// file, and what was written of it stays.
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullInTheMiddleOfAFileLeavesWhatWasThere() throws Exception {
    StringBuilder rows = new StringBuilder(HEADER);
    SplittableRandom random = new SplittableRandom(7);
    for (int row = 0; row < 1_000_000; row++) {
      rows.append("960804,wood,").append(random.nextDouble()).append(",1,1,1\n");
    }
    Path batch = Sales.csv(folder, "large.csv", rows.toString());
    Process child = start(batch, DyingProcess.WHEN_TOLD);
    String said;
    try {
      said(child, DyingProcess.READY);
      limitFiles(child.pid());
      child.outputWriter().append('\n').flush();
      said = said(child, DyingProcess.PUBLISHED, "ENVIRONMENT", "INPUT");
    } finally {
      child.destroyForcibly().waitFor();
    }

    assertThat(said).startsWith("ENVIRONMENT").contains("full");
    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      assertThat(datasets.newest("sales").orElseThrow().number()).isEqualTo(1);
      assertThat(areas(datasets)).containsExactly(1);
      assertThat(dataFiles()).hasSize(1);
      ingest(datasets, "960904,wood,3,1,1,1\n");
      assertThat(areas(datasets)).containsExactly(1, 3);
    }
  }

  private static void limitFiles(long pid) throws Exception {
    Process limit =
        new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--fsize=2500000")
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
  }
}

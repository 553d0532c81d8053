package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.WorkQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What datasets that compact by themselves promise, whichever database holds them.
abstract class AutoCompactionContract {
  private static final int FILES_MAX = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String COMPACTS = "compacts";

  @TempDir Path folder;

  private Database database;
  private WorkQueue queue;
  private Datasets datasets;

  abstract Database openDatabase();

  abstract CatalogAddress catalog();

  @BeforeEach
  void open() {
    database = openDatabase();
    queue = new DbSchedulerQueue(database, 2);
    datasets =
        Datasets.open(
            database,
            new LocalBlobStore(folder.resolve("blobs")),
            folder.resolve("data"),
            catalog());
    datasets.compactBy(queue, FILES_MAX);
  }

  @AfterEach
  void close() {
    queue.close();
    datasets.close();
    database.close();
  }

  private Ingest batch(int area) {
    Path file =
        Sales.csv(
            folder,
            "batch%d.csv".formatted(System.nanoTime()),
            HEADER + "960704,wood,%d,1,1,1\n".formatted(area));
    return new Ingest("sales", CONTRACT, new Source.File(file), JULY, "rows");
  }

  private void append(int from, int to) {
    for (int area = from; area < to; area++) {
      datasets.ingest(batch(area));
    }
  }

  private double[] areas(DatasetVersion version) {
    return datasets.read(version, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area");
  }

  private static double[] numbers(int count) {
    return IntStream.range(0, count).asDoubleStream().toArray();
  }

  private DatasetVersion newest() {
    return datasets.newest("sales").orElseThrow();
  }

  private List<Path> dataFiles() {
    try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("warehouse"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DatasetVersion awaitCompacted() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<DatasetVersion> compacted =
          datasets.versions("sales", Integer.MAX_VALUE, 99).stream()
              .filter(version -> version.operation() == Operation.COMPACT)
              .findFirst();
      if (compacted.isPresent()) {
        return compacted.get();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nothing was compacted within " + PATIENCE);
  }

  @Test
  void manySmallAppendsAreCompactedWithoutBeingAsked() throws Exception {
    queue.start();
    append(0, FILES_MAX + 1);

    DatasetVersion compacted = awaitCompacted();

    assertThat(compacted.number()).isEqualTo(FILES_MAX + 2);
    assertThat(compacted.madeBy()).isEqualTo("evenkeel");
    assertThat(compacted.at()).isEqualTo(JULY);
    assertThat(datasets.files(compacted)).hasSize(1);
    assertThat(areas(compacted)).containsExactly(numbers(FILES_MAX + 1));
    assertThat(areas(datasets.version("sales", 7).orElseThrow())).containsExactly(numbers(7));
    append(FILES_MAX + 1, FILES_MAX + 3);
    assertThat(areas(newest())).containsExactly(numbers(FILES_MAX + 3));
  }

  @Test
  void fewFilesAreLeftAlone() throws Exception {
    queue.start();
    append(0, FILES_MAX);
    Thread.sleep(500);

    assertThat(newest().number()).isEqualTo(FILES_MAX);
    assertThat(new AutoCompaction(datasets.warehouse(), idle(), FILES_MAX).compact("sales"))
        .isEmpty();
  }

  /// Nobody hands out its work.
  private WorkQueue idle() {
    return new DbSchedulerQueue(database, 1);
  }

  /// Compacts in a thread of its own, up to where its files are written.
  private Thread compacting(CountDownLatch written, CountDownLatch go) throws Exception {
    datasets.afterEachStep(step -> {
      if (step == PublishStep.WRITTEN && Thread.currentThread().getName().equals(COMPACTS)) {
        written.countDown();
        try {
          go.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    AutoCompaction compaction = new AutoCompaction(datasets.warehouse(), idle(), FILES_MAX);
    Thread thread = Thread.ofPlatform().name(COMPACTS).start(() -> compaction.compact("sales"));
    assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    return thread;
  }

  @Test
  void appendsDoNotWaitForItAndTheirRowsStayBehindTheOthers() throws Exception {
    append(0, FILES_MAX + 1);
    CountDownLatch go = new CountDownLatch(1);
    Thread compacting = compacting(new CountDownLatch(1), go);

    append(FILES_MAX + 1, FILES_MAX + 3);
    assertThat(newest().operation()).isEqualTo(Operation.APPEND);
    go.countDown();
    compacting.join();

    DatasetVersion compacted = newest();
    assertThat(compacted.operation()).isEqualTo(Operation.COMPACT);
    assertThat(compacted.total().files()).isEqualTo(3);
    assertThat(areas(compacted)).containsExactly(numbers(FILES_MAX + 3));
    datasets.ingest(batch(FILES_MAX + 3));
    assertThat(areas(newest())).containsExactly(numbers(FILES_MAX + 4));
  }

  @Test
  void whatWasReplacedMeanwhileIsNotBroughtBack() throws Exception {
    append(0, FILES_MAX + 1);
    CountDownLatch go = new CountDownLatch(1);
    Thread compacting = compacting(new CountDownLatch(1), go);

    datasets.ingest(batch(99).overwriting());
    go.countDown();
    compacting.join();

    assertThat(newest().operation()).isEqualTo(Operation.OVERWRITE);
    assertThat(areas(newest())).containsExactly(99);
    assertThat(dataFiles()).hasSize(FILES_MAX + 2);
  }

  @Test
  void aPersonWhoIsForgottenMeanwhileIsNotBroughtBack() throws Exception {
    append(0, FILES_MAX + 1);
    CountDownLatch go = new CountDownLatch(1);
    Thread compacting = compacting(new CountDownLatch(1), go);

    datasets.forgetting().forget("sales", Optional.of("area"), "4", JULY, "asked for");
    go.countDown();
    compacting.join();

    assertThat(newest().operation()).isEqualTo(Operation.DELETE);
    assertThat(areas(newest())).hasSize(FILES_MAX).doesNotContain(4);
    assertThat(dataFiles()).hasSize(FILES_MAX);
  }

  @Test
  void twoAtOnceCompactOnce() throws Exception {
    append(0, FILES_MAX + 1);
    List<Thread> both = new ArrayList<>();
    for (int each = 0; each < 2; each++) {
      AutoCompaction compaction = new AutoCompaction(datasets.warehouse(), idle(), FILES_MAX);
      both.add(Thread.ofPlatform().start(() -> compaction.compact("sales")));
    }
    for (Thread one : both) {
      one.join();
    }

    assertThat(newest().number()).isEqualTo(FILES_MAX + 2);
    assertThat(areas(newest())).containsExactly(numbers(FILES_MAX + 1));
    assertThat(dataFiles()).hasSize(FILES_MAX + 2);
  }

  @Test
  void aCompactionThatFailsLeavesThePublishedVersion() throws Exception {
    queue.start();
    append(0, FILES_MAX);
    CountDownLatch failed = new CountDownLatch(1);
    datasets.afterEachStep(step -> {
      if (step == PublishStep.WRITTEN && !Thread.currentThread().getName().equals("main")) {
        failed.countDown();
        throw new IllegalStateException("the disk is full");
      }
    });
    String name = Thread.currentThread().getName();
    Thread.currentThread().setName("main");
    try {
      append(FILES_MAX, FILES_MAX + 1);
      assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
      datasets.afterEachStep(_ -> {});
    } finally {
      Thread.currentThread().setName(name);
    }
    Thread.sleep(300);
    assertThat(areas(newest())).containsExactly(numbers(FILES_MAX + 1));

    append(FILES_MAX + 1, FILES_MAX + 2);

    assertThat(areas(awaitCompacted())).containsExactly(numbers(FILES_MAX + 2));
  }
}

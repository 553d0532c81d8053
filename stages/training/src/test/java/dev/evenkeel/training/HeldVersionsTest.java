package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Cleaning;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunUses;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/// What a cleaning leaves to the runs that read it.
class HeldVersionsTest {
  private static final Contract FLATS =
      new Contract(
          "flats",
          "1.0.0",
          "",
          "",
          "flats",
          List.of(Property.of("area", LogicalType.NUMBER, false)));
  private static final Cleaning.Policy NEWEST =
      new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ZERO);

  @TempDir Path folder;

  private Database database;
  private DbSchedulerQueue queue;
  private Datasets datasets;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    queue = new DbSchedulerQueue(database, 2);
    Path data = folder.resolve("data");
    datasets =
        Datasets.open(
            database,
            new LocalBlobStore(folder.resolve("blobs")),
            data,
            CatalogAddress.embedded(data));
  }

  @AfterEach
  void close() {
    queue.close();
    datasets.close();
    database.close();
  }

  private void refresh(int area) throws IOException {
    Path rows = Files.writeString(folder.resolve("flats.csv"), "area\n%d\n".formatted(area));
    datasets.ingest(
        new Ingest("flats", FLATS, new Source.File(rows), Instant.now(), "").overwriting());
  }

  private List<Integer> readable() {
    return datasets.versions("flats", Integer.MAX_VALUE, 99).stream()
        .map(version -> version.number())
        .toList();
  }

  /// Works until it is told to end.
  private record Train(CountDownLatch begun, CountDownLatch end) implements StepAction {
    @Override
    public String name() {
      return "wait";
    }

    @Override
    public Map<String, String> run(StepContext context) {
      begun.countDown();
      try {
        assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Map.of();
    }
  }

  @Test
  void theVersionThatARunLoadedStaysWhileItWorksAndForAWhileAfter() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    PipelineRuns runs =
        new PipelineRuns(
            database,
            queue,
            Clock.system(),
            List.of(new LoadStep(datasets), new Train(begun, end)));
    queue.start();
    refresh(1);
    refresh(2);
    String run =
        runs.start(
                PipelineReader.read(
                    """
                    version: 1
                    name: train
                    steps:
                      load:
                      wait: {after: [load]}
                    """,
                    "train.yaml"),
                "flats",
                "a test",
                Map.of(TrainingOutputs.LABELLED, "flats"))
            .id();
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    refresh(3);
    refresh(4);

    datasets.referencedBy(new RunUses(database, Clock.system(), Duration.ZERO)::of);
    datasets.cleaning().clean("flats", NEWEST);
    assertThat(readable()).containsExactly(4, 2);

    end.countDown();
    runs.await(run, Duration.ofMinutes(1));
    datasets.referencedBy(new RunUses(database, Clock.system(), RunUses.KEPT)::of);
    datasets.cleaning().clean("flats", NEWEST);
    assertThat(readable()).containsExactly(4, 2);

    datasets.referencedBy(new RunUses(database, Clock.system(), Duration.ZERO)::of);
    datasets.cleaning().clean("flats", NEWEST);
    assertThat(readable()).containsExactly(4);
  }
}

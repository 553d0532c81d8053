package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is done in whatever order, and wherever the process dies: every version that can be
/// read has the rows that a list in memory says.
class RandomOperationsTest {
  private static final int TURNS = 40;
  private static final int FORGET = 6;
  private static final int CLEAN = 7;
  private static final Cleaning.Policy POLICY =
      new Cleaning.Policy(OptionalInt.of(4), Optional.empty(), Duration.ZERO);

  @TempDir Path folder;

  /// No service catches it, as none catches the death of the process.
  private static final class DeathError extends Error {}

  private Database database;
  private Datasets datasets;
  private final TreeMap<Integer, List<Double>> model = new TreeMap<>();
  private int next;
  private double last;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyVersionReadsAsTheListSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DatasetVersion first = ingest(false);
    model.put(first.number(), List.of(last));
    for (int turn = 0; turn < TURNS; turn++) {
      turn(random);
      compare("seed %d, turn %d".formatted(seed, turn));
    }
  }

  private DatasetVersion ingest(boolean overwrites) {
    last = next++;
    Path file = Sales.csv(folder, "batch.csv", HEADER + "960704,wood,%s,1,1,1\n".formatted(last));
    Ingest batch = new Ingest("sales", CONTRACT, new Source.File(file), JULY, "rows");
    return datasets.ingest(overwrites ? batch.overwriting() : batch).version().orElseThrow();
  }

  private void turn(SplittableRandom random) {
    List<PublishStep> steps = List.of(PublishStep.values());
    PublishStep cut = steps.get(random.nextInt(steps.size()));
    boolean dies = random.nextInt(3) == 0;
    datasets.afterEachStep(step -> {
      if (dies && step == cut) {
        throw new DeathError();
      }
    });
    int before = model.lastKey();
    List<Double> parent = model.lastEntry().getValue();
    int operation = random.nextInt(8);
    int some = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
    List<Double> target = model.getOrDefault(some, List.of());
    double person = random.nextInt(next);
    boolean died = false;
    try {
      act(operation, some, person);
    } catch (DeathError e) {
      died = true;
      datasets.close();
      datasets = TestDatasets.open(database, folder);
      if (operation == FORGET) {
        act(operation, some, person);
      }
    }
    datasets.afterEachStep(_ -> {});
    int newest = datasets.newest("sales").orElseThrow().number();
    if (newest > before) {
      model.put(newest, rows(operation, parent, target, person));
    } else {
      assertThat(died || operation > 4).isTrue();
    }
    if (operation == FORGET) {
      model.values().removeIf(rows -> rows.contains(person));
    }
    if (operation == CLEAN) {
      List<Integer> numbers = new ArrayList<>(model.keySet());
      numbers.subList(0, Math.max(0, numbers.size() - 4)).forEach(model::remove);
    }
  }

  /// What the new version must hold.
  private List<Double> rows(
      int operation, List<Double> parent, List<Double> target, double person) {
    return switch (operation) {
      case 0, 1, 2 -> Stream.concat(parent.stream(), Stream.of(last)).toList();
      case 3 -> List.of(last);
      case 4 -> target;
      case FORGET -> parent.stream().filter(area -> area != person).toList();
      default -> parent;
    };
  }

  private void act(int operation, int some, double person) {
    switch (operation) {
      case 0, 1, 2 -> ingest(false);
      case 3 -> ingest(true);
      case 4 ->
          datasets
              .operations()
              .rollBack(datasets.version("sales", some).orElseThrow(), JULY, "back");
      case 5 -> datasets.operations().compact("sales", JULY, "few");
      case FORGET ->
          datasets
              .forgetting()
              .forget("sales", Optional.of("area"), String.valueOf(person), JULY, "");
      default -> datasets.cleaning().clean("sales", POLICY);
    }
  }

  private void compare(String when) {
    assertThat(datasets.versions("sales", Integer.MAX_VALUE, 1000))
        .as(when)
        .extracting(DatasetVersion::number)
        .containsExactlyElementsOf(model.descendingKeySet());
    model.forEach((number, rows) -> {
      DatasetVersion version = datasets.version("sales", number).orElseThrow();
      double[] areas =
          datasets.read(version, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area");
      assertThat(Arrays.stream(areas).boxed().toList())
          .as("%s, version %d", when, number)
          .isEqualTo(rows);
      assertThat(version.total().rows()).as(when).isEqualTo(rows.size());
      assertThat(datasets.operations().verify(version))
          .allMatch(DatasetOperations.Verified::isIntact);
    });
  }
}

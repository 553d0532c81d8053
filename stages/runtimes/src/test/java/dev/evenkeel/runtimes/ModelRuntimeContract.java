package dev.evenkeel.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every runtime promises. A new one proves itself by a subclass with some models.
public abstract class ModelRuntimeContract {
  private static final int ROWS = 300;
  private static final int THREADS = 8;

  protected abstract ModelRuntime runtime();

  /// At least one of each of its formats.
  protected abstract List<ModelFile> models();

  @Test
  void hasAModelForEachOfItsFormats() {
    Set<String> shown = new HashSet<>();
    models().forEach(file -> shown.add(file.format()));

    try (ModelRuntime runtime = runtime()) {
      assertThat(shown).isEqualTo(runtime.formats());
    }
  }

  @Test
  void saysOfAModelWhatItsEngineDoes() {
    each((file, model) -> {
      ModelDescription described = model.described();

      assertThat(described.format()).isEqualTo(file.format());
      assertThat(described.features())
          .hasSameSizeAs(described.signature().inputs())
          .extracting(Feature::name)
          .doesNotHaveDuplicates();
      assertThat(model.engine().outputs())
          .isEqualTo(Math.max(1, described.target().labels().size()));
      assertThat(model.memoryBytes()).isPositive();
      assertThat(model.isAlive()).isTrue();
      assertThat(model.runsOn()).isNotBlank();
      assertThat(Scorer.of(described, model).score(rows(described, 3))).hasSize(3);
    });
  }

  @Test
  void answersManyRowsAsItAnswersEachAlone() {
    each((_, model) -> {
      Scorer scorer = Scorer.of(model.described(), model);
      Frame rows = rows(model.described(), ROWS);

      List<Prediction> together = scorer.score(rows);

      for (int row = 0; row < ROWS; row++) {
        assertSame(together.get(row), scorer.score(rows, row), row);
      }
    });
  }

  @Test
  void answersTheSameBitsToManyThreads() throws Exception {
    for (ModelFile file : models()) {
      try (ModelRuntime runtime = runtime();
          LoadedModel model = runtime.load(file);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        Scorer scorer = Scorer.of(model.described(), model);
        Frame rows = rows(model.described(), ROWS);
        List<Prediction> expected = scorer.score(rows);
        List<Future<List<Prediction>>> answers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          answers.add(
              threads.submit(() ->
                  IntStream.range(0, ROWS).mapToObj(row -> scorer.score(rows, row)).toList()));
        }
        for (Future<List<Prediction>> answer : answers) {
          for (int row = 0; row < ROWS; row++) {
            assertSame(expected.get(row), answer.get().get(row), row);
          }
        }
      }
    }
  }

  @Test
  void loadsAModelAgainAfterItWasClosed() {
    for (ModelFile file : models()) {
      try (ModelRuntime runtime = runtime()) {
        List<Prediction> first = once(runtime, file);
        List<Prediction> second = once(runtime, file);

        for (int row = 0; row < first.size(); row++) {
          assertSame(first.get(row), second.get(row), row);
        }
      }
    }
  }

  @Test
  void refusesBrokenBytesAlwaysInTheSameWords() {
    for (ModelFile file : models()) {
      try (ModelRuntime runtime = runtime()) {
        for (byte[] broken : broken(file.bytes())) {
          ModelFile wrong = new ModelFile(file.format(), broken, "broken");
          Problem first = refusal(runtime, wrong);

          assertThat(first.kind().httpStatus()).as(first.what()).isBetween(400, 499);
          assertThat(refusal(runtime, wrong)).isEqualTo(first);
        }
      }
    }
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() {
    try (ModelRuntime runtime = runtime()) {
      ModelFile other = new ModelFile("stone-tablet", new byte[] {1}, "tablet");

      assertThatThrownBy(() -> runtime.load(other)).isInstanceOf(ProblemException.class);
    }
  }

  private interface Check {
    void of(ModelFile file, LoadedModel model);
  }

  private void each(Check check) {
    for (ModelFile file : models()) {
      try (ModelRuntime runtime = runtime();
          LoadedModel model = runtime.load(file)) {
        check.of(file, model);
      }
    }
  }

  private static List<Prediction> once(ModelRuntime runtime, ModelFile file) {
    try (LoadedModel model = runtime.load(file)) {
      return Scorer.of(model.described(), model).score(rows(model.described(), 20));
    }
  }

  private static List<byte[]> broken(byte[] sound) {
    return List.of(
        new byte[0],
        new byte[] {0x5b, 0x7b, 0x00},
        Arrays.copyOf(sound, sound.length / 2),
        "a diary".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static Problem refusal(ModelRuntime runtime, ModelFile file) {
    return catchThrowableOfType(ProblemException.class, () -> runtime.load(file).close()).problem();
  }

  private static void assertSame(Prediction expected, Prediction actual, int row) {
    assertThat(actual.probabilities()).as("row %d", row).isEqualTo(expected.probabilities());
    assertThat(Double.doubleToLongBits(actual.value()))
        .as("row %d", row)
        .isEqualTo(Double.doubleToLongBits(expected.value()));
    assertThat(actual.label()).as("row %d", row).isEqualTo(expected.label());
  }

  /// Rows of every kind of value that the model says it takes.
  private static Frame rows(ModelDescription described, int rows) {
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    int seed = 1;
    for (Property input : described.signature().inputs()) {
      columns.put(input.name(), column(input, rows, seed++));
    }
    return new Frame(rows, columns);
  }

  private static Frame.Column column(Property input, int rows, int seed) {
    var random = new java.util.SplittableRandom(seed);
    return switch (input.type()) {
      case STRING -> {
        @Nullable String[] texts = new @Nullable String[rows];
        Arrays.setAll(texts, _ -> List.of("brick", "wood", "", "🏠").get(random.nextInt(4)));
        yield new Frame.Texts(texts);
      }
      case DATE, TIMESTAMP ->
          new Frame.Times(random.longs(rows, 0, 2_000_000_000_000_000L).toArray());
      case BOOLEAN -> new Frame.Numbers(random.ints(rows, 0, 2).asDoubleStream().toArray());
      case INTEGER -> new Frame.Numbers(random.ints(rows, 0, 9).asDoubleStream().toArray());
      case NUMBER -> {
        double[] numbers = random.doubles(rows, -3, 3).toArray();
        for (int row = 5; row < rows && !input.required(); row += 7) {
          numbers[row] = Double.NaN;
        }
        yield new Frame.Numbers(numbers);
      }
    };
  }
}

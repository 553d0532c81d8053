package dev.evenkeel.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final double TOLERANCE = 0.02;
  private static final List<String> LEVELS = List.of("a", "b", "c");
  private static final Frame.Texts A = texts(600, 300, 100);
  private static final Frame.Texts B = texts(250, 150, 100);

  @Test
  void agreesWithTheWorkedExample() {
    ColumnDrift drift = judge(A, B, TOLERANCE, 0.001);

    assertThat(drift.psi()).isCloseTo(0.087547, within(5e-7));
    assertThat(drift.statistic()).isCloseTo(30.8824, within(5e-5));
    assertThat(drift.degrees()).isEqualTo(2);
    assertThat(drift.pValue()).isCloseTo(0.0022206, within(5e-8));
    assertThat(drift.effect()).isCloseTo((30.88235 - 2) / (1000.0 * 500 / 1500), within(1e-6));
    assertThat(drift.reference()).isEqualTo(1000);
    assertThat(drift.rows()).isEqualTo(500);
  }

  @Test
  void withoutToleranceItIsTheOrdinaryTwoSampleTest() {
    assertThat(judge(A, B, 0, 0.001).pValue()).isCloseTo(1.968e-7, within(5e-11));
  }

  @Test
  void aSignificantMoveThatIsSurelySmallIsForInformation() {
    ColumnDrift drift = judge(A, B, TOLERANCE, 0.001);

    assertThat(drift.severity()).isEqualTo(DriftSeverity.INFO);
    assertThat(drift.lowerBound()).isGreaterThan(0).isLessThan(TOLERANCE);
  }

  @Test
  void theSameMoveIsAWarningWhereMoreFalseAlarmsAreAllowed() {
    ColumnDrift drift = judge(A, B, TOLERANCE, 0.01);

    assertThat(drift.severity()).isEqualTo(DriftSeverity.WARNING);
    assertThat(drift.lowerBound()).isGreaterThan(TOLERANCE).isLessThan(drift.effect());
  }

  @Test
  void aRecodedLevelIsCriticalAndNamed() {
    ColumnDrift drift = judge(texts(700, 230, 70), texts(30, 130, 340), TOLERANCE, 0.01);

    assertThat(drift.severity()).isEqualTo(DriftSeverity.CRITICAL);
    assertThat(drift.change()).isEqualTo("a 70 % → 6 %");
  }

  @Test
  void aLevelThatTheReferenceNeverSawHasABinOfItsOwn() {
    ColumnDrift drift = judge(texts(500, 500), texts(200, 200, 200), TOLERANCE, 0.01);

    assertThat(drift.severity()).isEqualTo(DriftSeverity.CRITICAL);
    assertThat(drift.change()).isEqualTo("other values 0 % → 33 %");
  }

  @Test
  void rareBinsArePooledWithTheirNeighbours() {
    // Of 100 rows, 0.5 are expected in c: b and c are one bin.
    ColumnDrift drift = judge(texts(600, 395, 5), texts(60, 40), TOLERANCE, 0.01);

    assertThat(drift.degrees()).isEqualTo(1);
    assertThat(drift.severity()).isEqualTo(DriftSeverity.NONE);
  }

  @Test
  void benjaminiHochbergJudgesAllColumnsTogether() {
    Map<String, Frame.Column> reference = new LinkedHashMap<>();
    Map<String, Frame.Column> window = new LinkedHashMap<>();
    reference.put("moved", A);
    window.put("moved", B);
    for (int quiet = 0; quiet < 9; quiet++) {
      reference.put("quiet" + quiet, A);
      window.put("quiet" + quiet, texts(300, 150, 50));
    }

    // p = 0.00222 passes 0.01 alone, but not 0.01 / 10.
    List<ColumnDrift> judged = judge(reference, window, TOLERANCE, 0.01);

    assertThat(judged).hasSize(10);
    assertThat(judged.getFirst().severity()).isEqualTo(DriftSeverity.INFO);
    assertThat(judged.stream().skip(1))
        .allMatch(column -> column.severity() == DriftSeverity.NONE && column.effect() == 0);
    assertThat(judge(reference, window, TOLERANCE, 0.05).getFirst().severity())
        .isEqualTo(DriftSeverity.WARNING);
  }

  @Test
  void emptyConstantAndMissingColumnsNeverDrift() {
    Frame.Numbers none = new Frame.Numbers(filled(500, Double.NaN));
    Frame.Numbers constant = new Frame.Numbers(filled(500, 7));
    Frame.Numbers varied = normal(random(), 500, 0);

    for (List<Frame.Column> pair :
        List.<List<Frame.Column>>of(
            List.of(none, varied),
            List.of(varied, none),
            List.of(none, none),
            List.of(constant, constant),
            List.of(varied, new Frame.Numbers(new double[0])))) {
      ColumnDrift drift = judge(pair.getFirst(), pair.getLast(), TOLERANCE, 0.01);

      assertThat(drift.severity()).isEqualTo(DriftSeverity.NONE);
      assertThat(drift.pValue()).isEqualTo(1);
    }
  }

  @Test
  void aConstantThatChangesDrifts() {
    ColumnDrift drift =
        judge(
            new Frame.Numbers(filled(500, 7)), new Frame.Numbers(filled(300, 8)), TOLERANCE, 0.01);

    assertThat(drift.severity()).isEqualTo(DriftSeverity.CRITICAL);
  }

  @Test
  void theBoundExceedsTheToleranceExactlyWhenTheColumnAlarms() {
    Seeds.each(
        1_000,
        random -> {
          ColumnDrift drift =
              judge(
                  texts(random.nextInt(1, 900), random.nextInt(1, 900), random.nextInt(900)),
                  texts(random.nextInt(1, 500), random.nextInt(1, 500), random.nextInt(500)),
                  TOLERANCE,
                  0.01);

          boolean alarms = drift.severity().compareTo(DriftSeverity.WARNING) >= 0;
          assertThat(drift.lowerBound() > TOLERANCE).isEqualTo(alarms);
        });
  }

  @Test
  void doesNotAlarmWithoutDriftAndSeesAShiftOfHalfADeviation() {
    RandomGenerator random = random();
    Frame.Numbers reference = normal(random, 5_000, 0);
    int falseAlarms = 0;
    int found = 0;
    for (int trial = 0; trial < 200; trial++) {
      falseAlarms += alarms(reference, normal(random, 300, 0)) ? 1 : 0;
      found += alarms(reference, normal(random, 500, 0.5)) ? 1 : 0;
    }

    assertThat(falseAlarms).isLessThanOrEqualTo(1);
    assertThat(found).isGreaterThanOrEqualTo(198);
  }

  @Test
  void columnsThatTheReferenceDoesNotHaveAreNotJudged() {
    ReferenceProfile reference = ReferenceProfile.of(new Frame(1000, Map.of("x", A)), List.of("x"));

    WindowCounts counts = reference.count(new Frame(500, Map.of("y", B)));

    assertThat(Drift.judge(reference, counts, TOLERANCE, 0.01)).isEmpty();
  }

  private static boolean alarms(Frame.Column reference, Frame.Column window) {
    return judge(reference, window, TOLERANCE, 0.01).severity().compareTo(DriftSeverity.WARNING)
        >= 0;
  }

  private static ColumnDrift judge(
      Frame.Column reference, Frame.Column window, double tolerance, double q) {
    return judge(Map.of("x", reference), Map.of("x", window), tolerance, q).getFirst();
  }

  private static List<ColumnDrift> judge(
      Map<String, Frame.Column> reference,
      Map<String, Frame.Column> window,
      double tolerance,
      double q) {
    ReferenceProfile profile =
        ReferenceProfile.of(frame(reference), List.copyOf(reference.keySet()));
    return Drift.judge(profile, profile.count(frame(window)), tolerance, q);
  }

  private static Frame frame(Map<String, Frame.Column> columns) {
    return new Frame(columns.values().iterator().next().length(), columns);
  }

  private static Frame.Texts texts(int... counts) {
    Stream<String> values =
        java.util.stream.IntStream.range(0, counts.length)
            .boxed()
            .flatMap(level -> Collections.nCopies(counts[level], LEVELS.get(level)).stream());
    return new Frame.Texts(values.toArray(length -> new @Nullable String[length]));
  }

  private static Frame.Numbers normal(RandomGenerator random, int rows, double mean) {
    double[] values = new double[rows];
    Arrays.setAll(values, row -> random.nextGaussian() + mean);
    return new Frame.Numbers(values);
  }

  private static double[] filled(int rows, double value) {
    double[] values = new double[rows];
    Arrays.fill(values, value);
    return values;
  }

  private static RandomGenerator random() {
    return Seeds.generator(20_260_501);
  }
}

package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random expressions on random rows, against a second implementation written here, and each row
/// alone, as a request brings it, against the whole frame.
class FeatureProgramPropertyTest {
  private static final int ROWS = 20;

  /// An expression with its meaning; NaN is missing.
  private record Meant(String text, Meaning meaning) {}

  @FunctionalInterface
  private interface Meaning {
    double of(double x, double y);
  }

  @Test
  void meansWhatTheGrammarSays() {
    Seeds.each(
        3_000,
        random -> {
          Meant meant = expression(random, 5);
          FeatureProgram program = program(List.of(new Feature("f", meant.text())));
          Frame frame = frame(random);
          float[] into = new float[1];
          for (int row = 0; row < ROWS; row++) {
            program.evaluate(frame, row, into, 0);
            double value = meant.meaning().of(frame.numbers("x")[row], frame.numbers("y")[row]);
            float expected = Float.isFinite((float) value) ? (float) value : Float.NaN;

            assertThat(Float.floatToIntBits(into[0]))
                .as(meant.text())
                .isEqualTo(Float.floatToIntBits(expected));
          }
        });
  }

  @Test
  void aRowAloneHasTheSameBitsAsInABatch() {
    Seeds.each(
        500,
        random -> {
          FeatureProgram program =
              program(
                  List.of(
                      new Feature("one", expression(random, 4).text()),
                      new Feature("wall", "one_hot(wall, 'brick', 'wood')"),
                      new Feature("two", expression(random, 4).text())));
          Frame frame = frame(random);
          float[] batch = new float[ROWS * program.width()];
          for (int row = 0; row < ROWS; row++) {
            program.evaluate(frame, row, batch, row * program.width());
          }
          float[] alone = new float[ROWS * program.width()];
          for (int row = 0; row < ROWS; row++) {
            program.evaluate(requested(frame, row), 0, alone, row * program.width());
          }

          float[] columnwise = new float[ROWS * program.width()];
          program.evaluateAll(frame, columnwise);

          assertThat(bits(alone)).isEqualTo(bits(batch));
          assertThat(bits(columnwise)).isEqualTo(bits(batch));
        });
  }

  /// The row as a request's JSON brings it.
  private static Frame requested(Frame frame, int row) {
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    for (String name : List.of("x", "y")) {
      double value = frame.numbers(name)[row];
      record.put(name, Double.isNaN(value) ? null : value);
    }
    record.put("wall", frame.texts("wall")[row]);
    RowReader reader = new RowReader(FeatureProgramTest.PROPERTIES);
    RowReader.Reading reading =
        reader.read(
            Json.parse(Json.text(record).getBytes(StandardCharsets.UTF_8), "request"), "/0");
    assertThat(reading.violations()).isEmpty();
    return RowReader.frame(FeatureProgramTest.PROPERTIES, List.of(reading.values()));
  }

  private static FeatureProgram program(List<Feature> features) {
    return FeatureProgram.compile(features, FeatureProgramTest.PROPERTIES);
  }

  private static List<Integer> bits(float[] values) {
    List<Integer> bits = new ArrayList<>();
    for (float value : values) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }

  private static Frame frame(RandomGenerator random) {
    double[] x = new double[ROWS];
    double[] y = new double[ROWS];
    @Nullable String[] wall = new @Nullable String[ROWS];
    for (int row = 0; row < ROWS; row++) {
      x[row] = number(random);
      y[row] = Math.rint(random.nextGaussian() * 3);
      wall[row] =
          switch (random.nextInt(4)) {
            case 0 -> "brick";
            case 1 -> "wood";
            case 2 -> "glass";
            default -> null;
          };
    }
    return new Frame(
        ROWS,
        Map.of(
            "x", new Frame.Numbers(x), "y", new Frame.Numbers(y), "wall", new Frame.Texts(wall)));
  }

  private static double number(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> 0.0;
      case 2 -> -0.0;
      case 3 -> random.nextGaussian() * 1e300;
      case 4 -> random.nextGaussian() * 1e-40;
      default -> random.nextGaussian();
    };
  }

  private static Meant expression(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(random);
    }
    Meant a = expression(random, depth - 1);
    Meant b = expression(random, depth - 1);
    return switch (random.nextInt(28)) {
      case 0 -> infix("+", a, b, (p, q) -> p + q);
      case 1 -> infix("-", a, b, (p, q) -> p - q);
      case 2 -> infix("*", a, b, (p, q) -> p * q);
      case 3 -> infix("/", a, b, (p, q) -> Double.isFinite(p / q) ? p / q : Double.NaN);
      case 4 -> infix("<", a, b, truth((p, q) -> p < q ? 1 : 0));
      case 5 -> infix("<=", a, b, truth((p, q) -> p <= q ? 1 : 0));
      case 6 -> infix(">", a, b, truth((p, q) -> p > q ? 1 : 0));
      case 7 -> infix(">=", a, b, truth((p, q) -> p >= q ? 1 : 0));
      case 8 -> infix("==", a, b, truth((p, q) -> p == q ? 1 : 0));
      case 9 -> infix("!=", a, b, truth((p, q) -> p != q ? 1 : 0));
      case 10 -> infix("and", a, b, truth((p, q) -> p != 0 && q != 0 ? 1 : 0));
      case 11 -> infix("or", a, b, truth((p, q) -> p != 0 || q != 0 ? 1 : 0));
      case 12 -> call("coalesce(%s, %s)", a, b, (p, q) -> Double.isNaN(p) ? q : p);
      case 13 -> call("(not %s)", a, b, (p, q) -> Double.isNaN(p) ? p : p == 0 ? 1 : 0);
      case 14 -> call("(-%s)", a, b, (p, q) -> -p);
      case 15 -> call("log(%s)", a, b, (p, q) -> p > 0 ? StrictMath.log(p) : Double.NaN);
      case 16 -> call("clip(%s, -1, 2)", a, b, (p, q) -> p < -1 ? -1 : p > 2 ? 2 : p);
      case 17 -> call("sqrt(%s)", a, b, (p, q) -> p >= 0 ? StrictMath.sqrt(p) : Double.NaN);
      case 18 -> call("round(%s)", a, b, (p, q) -> StrictMath.rint(p));
      case 19 -> call("floor(%s)", a, b, (p, q) -> StrictMath.floor(p));
      case 20 -> call("exp(%s)", a, b, (p, q) -> StrictMath.exp(p));
      case 21 -> call("max(%s, %s)", a, b, Math::max);
      case 22 -> call("min(%s, %s)", a, b, Math::min);
      case 23 -> call("is_missing(%s)", a, b, (p, q) -> Double.isNaN(p) ? 1 : 0);
      case 24 ->
          call(
              "bucket(%s, -1, 0, 2)",
              a, b, (p, q) -> Double.isNaN(p) ? p : p < -1 ? 0 : p < 0 ? 1 : p < 2 ? 2 : 3);
      case 25 ->
          call(
              "(%s in (0, 1, -2))",
              a, b, (p, q) -> Double.isNaN(p) ? p : p == 0 || p == 1 || p == -2 ? 1 : 0);
      case 26 ->
          call(
              "(if((%s) > 0, 'a', 'b') == if((%s) > 0, 'a', 'b'))",
              a,
              b,
              (p, q) ->
                  Double.isNaN(p) || Double.isNaN(q) ? Double.NaN : (p > 0) == (q > 0) ? 1 : 0);
      default -> choice(a, b, expression(random, depth - 1));
    };
  }

  private static Meant leaf(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Meant("x", (x, y) -> x);
      case 1 -> new Meant("y", (x, y) -> y);
      default -> {
        double value = Math.abs(number(random));
        double constant = Double.isNaN(value) ? 1 : value;
        yield new Meant(String.valueOf(constant), (x, y) -> constant);
      }
    };
  }

  private static Meant infix(String operator, Meant a, Meant b, Meaning meaning) {
    return call("(%s " + operator + " %s)", a, b, meaning);
  }

  private static Meant call(String form, Meant a, Meant b, Meaning meaning) {
    return new Meant(
        form.formatted(a.text(), b.text()),
        (x, y) -> meaning.of(a.meaning().of(x, y), b.meaning().of(x, y)));
  }

  private static Meant choice(Meant a, Meant b, Meant c) {
    return new Meant(
        "if(%s, %s, %s)".formatted(a.text(), b.text(), c.text()),
        (x, y) -> {
          double condition = a.meaning().of(x, y);
          return Double.isNaN(condition)
              ? Double.NaN
              : condition != 0 ? b.meaning().of(x, y) : c.meaning().of(x, y);
        });
  }

  private static Meaning truth(Meaning meaning) {
    return (p, q) -> Double.isNaN(p) || Double.isNaN(q) ? Double.NaN : meaning.of(p, q);
  }
}

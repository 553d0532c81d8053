package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureProgramTest {
  static final List<Property> PROPERTIES =
      List.of(
          Property.of("x", LogicalType.NUMBER, false),
          Property.of("y", LogicalType.INTEGER, false),
          Property.of("flag", LogicalType.BOOLEAN, false),
          Property.of("wall", LogicalType.STRING, false),
          Property.of("lot size", LogicalType.NUMBER, false),
          Property.of("sold", LogicalType.DATE, false));

  static Frame row(double x, double y, double flag, @Nullable String wall) {
    return new Frame(
        1,
        Map.of(
            "x", new Frame.Numbers(new double[] {x}),
            "y", new Frame.Numbers(new double[] {y}),
            "flag", new Frame.Numbers(new double[] {flag}),
            "wall", new Frame.Texts(new @Nullable String[] {wall}),
            "lot size", new Frame.Numbers(new double[] {7}),
            "sold", new Frame.Times(new long[] {0})));
  }

  private static float[] values(String expression, Frame row) {
    FeatureProgram program =
        FeatureProgram.compile(List.of(new Feature("f", expression)), PROPERTIES);
    float[] into = new float[program.width()];
    program.evaluate(row, 0, into, 0);
    return into;
  }

  private static float value(String expression) {
    return values(expression, row(3, 4, 1, "wood"))[0];
  }

  private static Problem refusal(String expression) {
    return Problems.of(
        () -> FeatureProgram.compile(List.of(new Feature("f", expression)), PROPERTIES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x + y * 2 | 11",
        "(x + y) * 2 | 14",
        "x - y - 2 | -3",
        "y / x / 2 | 0.6666667",
        "-x + y | 1",
        "--x | 3",
        "-x * -y | 12",
        "2 < x and x < 4 | 1",
        "x > 4 or y == 4 and x >= 3 | 1",
        "not x > 4 | 1",
        "not x == 3 or flag | 1",
        "x != 3 | 0",
        "x + 1 <= y | 1",
        "wall == 'wood' | 1",
        "wall != 'wood' | 0",
        "'wood' == wall and not flag | 0",
        "if(x > y, 10, 20) | 20",
        "coalesce(x / 0, 5) | 5",
        "abs(x - y) | 1",
        "clip(x * 100, 0, 50) | 50",
        "clip(-x, 0, 50) | 0",
        "wall in ('brick', 'wood') | 1",
        "wall not in ('brick', 'wood') | 0",
        "not wall in ('brick') | 1",
        "x in (-3, 3) | 1",
        "-x in (1, 3) | 0",
        "category(upper(wall), 'BRICK', 'WOOD') | 1",
        "category(y, 1, 2) + 1 | NaN",
        "bucket(x, 3, 5) | 1",
        "bucket(-x, -4, 0, 5) | 1",
        "if(wall == 'wood', 'a', 'b') == 'a' | 1",
        "coalesce(wall, 'none') == 'wood' | 1",
        "year(sold) + month(sold) | 1971",
        "weekday(sold) | 4",
        "sold < '1970-01-02' and sold >= '1970-01-01' | 1",
        "days_between(sold, '1970-01-03') | 2",
        "is_missing(wall) or is_missing(sold) | 0",
        "max(x, y, 2) - min(x, y) | 1",
        "`lot size` + 1 | 8",
        "1.5e1 + .5 | 15.5",
        "1e-1 | 0.1",
      })
  void computesAsWritten(String expression, float expected) {
    if (Float.isNaN(expected)) {
      assertThat(value(expression)).isNaN();
    } else {
      assertThat(value(expression)).isCloseTo(expected, within(1e-6f));
    }
  }

  @Test
  void logIsTheNaturalLogarithmAndOfNothingUnknown() {
    assertThat(value("log(x)")).isEqualTo((float) StrictMath.log(3));
    assertThat(value("log(x - 3)")).isNaN();
    assertThat(value("log(-x)")).isNaN();
  }

  @Test
  void anOperatorAndTheEndOfANumberAreNotConfused() {
    assertThat(value("2-1")).isEqualTo(1f);
    assertThat(value("x-1")).isEqualTo(2f);
    assertThat(refusal("2x").what()).contains("`2x` is no number");
    assertThat(refusal("0x10").what()).contains("no number");
    assertThat(refusal("1f").what()).contains("no number");
  }

  @Test
  void oneHotGivesANumberForEachLevelInTheirOrder() {
    Feature wall = new Feature("w", "one_hot(wall, 'brick', 'wood', 'it''s')");

    FeatureProgram program =
        FeatureProgram.compile(List.of(wall, new Feature("x", "x")), PROPERTIES);

    assertThat(program.columns()).containsExactly("w=brick", "w=wood", "w=it's", "x");
    assertThat(program.fields()).containsExactly("wall", "x");
    assertThat(program.width()).isEqualTo(4);
    assertThat(values(wall.expression(), row(0, 0, 0, "wood"))).containsExactly(0, 1, 0);
    assertThat(values(wall.expression(), row(0, 0, 0, "it's"))).containsExactly(0, 0, 1);
  }

  @Test
  void anUnseenLevelIsNoLevelAndIsReported() {
    FeatureProgram program =
        FeatureProgram.compile(
            List.of(new Feature("w", "one_hot(wall, 'brick', 'wood')")), PROPERTIES);
    Frame unseen = row(0, 0, 0, "glass");
    float[] into = new float[2];

    program.evaluate(unseen, 0, into, 0);

    assertThat(into).containsExactly(0, 0);
    assertThat(program.unknowns(unseen, 0))
        .containsExactly("wall: `glass` was not seen in training; treated as unknown");
    assertThat(program.unknowns(row(0, 0, 0, "wood"), 0)).isEmpty();
    assertThat(program.unknowns(row(0, 0, 0, null), 0)).isEmpty();
  }

  @Test
  void oneHotTakesExpressionsNumbersAndBands() {
    FeatureProgram program =
        FeatureProgram.compile(
            List.of(
                new Feature("w", "one_hot(lower(wall), 'wood')"),
                new Feature("r", "one_hot(y, 3, 4)"),
                new Feature("b", "one_hot(bucket(x, 1, 3.5))"),
                new Feature("c", "category(wall, 'a')")),
            PROPERTIES);
    Frame asked = row(3, 5, 0, "WOOD");
    float[] into = new float[program.width()];

    program.evaluate(asked, 0, into, 0);

    assertThat(program.columns())
        .containsExactly("w=wood", "r=3", "r=4", "b=below_1", "b=1_to_3.5", "b=from_3.5", "c");
    assertThat(program.featureOf()).containsExactly(0, 1, 1, 2, 2, 2, 3);
    assertThat(into).containsExactly(1, 0, 0, 0, 1, 0, Float.NaN);
    assertThat(program.unknowns(asked, 0))
        .containsExactly(
            "y: `5` was not seen in training; treated as unknown",
            "wall: `WOOD` was not seen in training; treated as unknown");
    assertThat(program.unknowns(row(3, 5, 0, "glass"), 0))
        .startsWith("lower(wall): `glass` was not seen in training; treated as unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "wall in ('a')",
        "wall not in ('a')",
        "x in (1)",
        "category(wall, 'a')",
        "bucket(x, 1)",
        "length(trim(wall))",
        "upper(wall) == 'A'",
        "max(1, x)",
        "sqrt(x)",
        "round(x)",
        "exp(x)",
        "x + 1",
        "1 - x",
        "x * 0",
        "1 / x",
        "-x",
        "x < 1",
        "x != x",
        "not x",
        "x and 0",
        "1 or x",
        "if(x, 1, 2)",
        "if(1, x, 2)",
        "log(x)",
        "abs(x)",
        "clip(x, 0, 1)",
        "clip(1, x, 2)",
        "coalesce(x, x)",
        "wall == 'wood'",
        "wall != 'wood'"
      })
  void whatIsMissingStaysMissing(String expression) {
    assertThat(values(expression, row(Double.NaN, 1, 1, null))).containsOnly(Float.NaN);
  }

  @Test
  void aMissingLevelIsMissingForEachLevel() {
    assertThat(values("one_hot(wall, 'a', 'b')", row(0, 0, 0, null)))
        .containsExactly(Float.NaN, Float.NaN);
  }

  @Test
  void theBranchNotTakenMayBeMissing() {
    assertThat(values("if(y > 0, y, x)", row(Double.NaN, 1, 1, null))).containsExactly(1);
    assertThat(values("coalesce(x, y)", row(Double.NaN, 1, 1, null))).containsExactly(1);
  }

  @Test
  void whatNoFloatHoldsIsMissing() {
    assertThat(values("x", row(1e300, 0, 0, null))).containsExactly(Float.NaN);
    assertThat(values("x", row(Double.NEGATIVE_INFINITY, 0, 0, null))).containsExactly(Float.NaN);
    assertThat(values("x * x", row(1e200, 0, 0, null))).containsExactly(Float.NaN);
    assertThat(values("x / 0", row(0, 0, 0, null))).containsExactly(Float.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x + wll | 5 | `wll` is no field of the contract | did you mean `wall`?",
        "x + | 4 | `the end` does not fit here | a field, a number, a 'text' or a function",
        "x + wall | 5 | `wall` is a text | a number; for levels write one_hot(field, 'a', 'b')",
        "wall | 1 | `wall` is a text | a number; for levels write one_hot(field, 'a', 'b')",
        "(x + 1 | 7 | `the end` does not fit here | `)`",
        "x 1 | 3 | `1` does not fit here | the end of the expression, or an operator",
        "x = 1 | 3 | the character `=` | a field, a number, a 'text' or a function",
        "x < y < 1 | 7 | `<` does not fit here | the end of the expression, or an operator",
        "lgo(x) | 1 | function `lgo` is unknown | did you mean `log`?",
        "x + log(x, y) | 5 | `log` with 2 arguments | log(value)",
        "log(wall) | 5 | `wall` is a text | a number for log(value)",
        "wall < 'a' | 6 | texts cannot be ordered | == or !=",
        "wall == 1 | 1 | `wall` is a text | a number; for levels write one_hot(field, 'a', 'b')",
        "x == 'a | 6 | a quote that never closes | a closing '",
        "1 + sold | 5 | `sold` is a time | a number, such as year(field)",
        "one_hot(x, 'a') | 12 | 'a' is a text | a number",
        "one_hot(wall) | 9 | one_hot without levels | one_hot(wall, 'a', 'b')",
        "one_hot(wall, brick) | 15 | `brick` does not fit here | a level in quotes, such as 'brick', or a number",
        "one_hot(wall, 'a', 'a') | 20 | level 'a' stands twice | each once",
        "1 + one_hot(wall, 'a') | 5 | one_hot inside of an expression | one_hot as a feature of its own",
        "one_hot(wall, 1) | 15 | `1` is a number | a level in quotes, such as 'brick'",
        "one_hot(x, 0, -0) | 15 | level 0 stands twice | each once",
        "one_hot(sold, 'a') | 9 | `sold` is a time | a text or a number, such as month(field)",
        "category(lower(wall)) | 10 | category without levels | category(lower(wall), 'a', 'b')",
        "wall in () | 10 | `)` does not fit here | a level in quotes, such as 'brick', or a number",
        "wall in ('a', 1) | 15 | `1` is a number | a level in quotes, such as 'brick'",
        "x in (1, 1) | 10 | level 1 stands twice | each once",
        "bucket(x) | 1 | bucket without bounds | bucket(value, 1, 10)",
        "bucket(x, 1, 1) | 14 | the bound 1 is not above the one before | bounds that rise",
        "bucket(wall, 1) | 8 | `wall` is a text | a number; for levels write one_hot(field, 'a', 'b')",
        "yaer(sold) | 1 | function `yaer` is unknown | did you mean `year`?",
        "year(x) | 6 | `x` is a number | a field of type date or timestamp for year(time)",
        "hour(sold) | 6 | a date has no time of day | a field of type timestamp for hour(timestamp)",
        "sold < 3 | 8 | `3` is a number | a field of type date or timestamp",
        "sold < 'soon' | 8 | 'soon' is no time | a time such as '2026-01-31' or '2026-01-31T12:00:00Z'",
        "lower(x) | 7 | `x` is a number | a text for lower(text)",
        "coalesce(wall, 1) | 16 | `1` is a number | a text for coalesce(value, otherwise, …)",
        "coalesce(x, wall) | 13 | `wall` is a text | a number for coalesce(value, otherwise, …)",
        "coalesce(x) | 1 | `coalesce` with 1 arguments | coalesce(value, otherwise, …)",
        "if(x, 'a', 1) | 12 | `1` is a number | a text for if(condition, then, otherwise)",
        "abs(x,) | 7 | `)` does not fit here | a field, a number, a 'text' or a function",
        "abs(x | 6 | `the end` does not fit here | `)`",
        "1..2 | 1 | `1..2` is no number | a number such as 12.5",
      })
  void anErrorNamesTheColumnAndWhatWasExpected(
      String expression, int column, String what, String expected) {
    Problem problem = refusal(expression);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what()).isEqualTo("feature `f`: " + what);
    assertThat(problem.where())
        .isEqualTo("/features/f, column %d of `%s`".formatted(column, expression));
    assertThat(problem.expected()).isEqualTo(expected);
  }

  @Test
  void twoInputsOfOneNameAreRefused() {
    List<Feature> features =
        List.of(new Feature("w", "one_hot(wall, 'a')"), new Feature("w=a", "x"));

    assertThat(Problems.of(() -> FeatureProgram.compile(features, PROPERTIES)).what())
        .isEqualTo("two numbers of the model are called `w=a`");
  }

  @Test
  void hostileExpressionsAreRefusedAndNeverOverflow() {
    assertThat(refusal("(".repeat(9_000)).what()).contains("nested deeper than 50 levels");
    assertThat(refusal("-".repeat(9_000) + "x").what()).contains("nested deeper than 50 levels");
    assertThat(refusal("abs(".repeat(2_000)).what()).contains("nested deeper than 50 levels");
    assertThat(refusal("x" + " + x".repeat(2_000)).what()).contains("more than 500 operators");
    assertThat(refusal("x" + " or x".repeat(1_500)).what()).contains("more than 500 operators");
    assertThat(refusal("x" + " ".repeat(10_000)).what()).contains("more than 10000 characters");
    assertThat(refusal("'" + "a".repeat(9_000) + "'").toString()).hasSizeLessThan(600);
    assertThat(refusal("not ".repeat(2_000) + "x").what()).contains("`not` is no field");
  }

  @Test
  void theLongestExpressionsStillCompute() {
    String levels =
        IntStream.range(0, 500)
            .mapToObj(level -> ", 'l" + level + "'")
            .collect(Collectors.joining());

    assertThat(value("x" + " + x".repeat(500))).isEqualTo(1503f);
    assertThat(value("(".repeat(49) + "x" + ")".repeat(49))).isEqualTo(3f);
    assertThat(values("one_hot(wall" + levels + ")", row(0, 0, 0, "l499"))[499]).isEqualTo(1f);
  }

  @Test
  void anyTextIsCompiledOrRefusedAsAProblem() {
    String letters = "x y wall'`()<>=!+-*/,.19eE notandor\u00e9\ud83d\n";
    Seeds.each(
        5_000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int length = random.nextInt(40); length >= 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
          }
          try {
            values(text.toString(), row(1, 2, 1, "wood"));
          } catch (dev.evenkeel.base.ProblemException e) {
            assertThat(e.problem().where()).contains(", column ");
          }
        });
  }
}

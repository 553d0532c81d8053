package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlMapTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static YamlMap map(String text) {
    return Yaml.parseMap(text, "a.yaml");
  }

  private static Problem refusal(String text, Consumer<YamlMap> reading) {
    return Problems.of(() -> reading.accept(map(text)));
  }

  @Test
  void readsEachKeyByItsType() {
    YamlMap map =
        map(
            """
            name: sales
            rows: -12
            share: 5%
            on: true
            delay: 30d
            colour: dark-blue
            list: [a, b]
            inner: {x: 1}
            texts: {k: v, l: w}
            """);

    assertThat(map.text("name")).isEqualTo("sales");
    assertThat(map.integer("rows", 7)).isEqualTo(-12);
    assertThat(map.number("share", 1)).isEqualTo(0.05);
    assertThat(map.flag("on", false)).isTrue();
    assertThat(map.optionalDuration("delay")).contains(Duration.ofDays(30));
    assertThat(map.optionalChoice("colour", Colour.class)).contains(Colour.DARK_BLUE);
    assertThat(map.texts("list")).containsExactly("a", "b");
    assertThat(map.map("inner").text("x")).isEqualTo("1");
    assertThat(map.textMap("texts")).containsExactly(Map.entry("k", "v"), Map.entry("l", "w"));
    map.done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1", "name: ~", "name:"})
  void takesTheDefaultForWhatIsAbsentOrNothing(String text) {
    YamlMap map = map(text);

    assertThat(map.optionalText("name")).isEmpty();
    assertThat(map.integer("name", 7)).isEqualTo(7);
    assertThat(map.number("name", 0.5)).isEqualTo(0.5);
    assertThat(map.flag("name", true)).isTrue();
    assertThat(map.optionalDuration("name")).isEmpty();
    assertThat(map.optionalChoice("name", Colour.class)).isEmpty();
    assertThat(map.items("name")).isEmpty();
    assertThat(map.textMap("name")).isEmpty();
  }

  @Test
  void saysWhichKeyIsMissingAndWhere() {
    Problem problem = refusal("a: 1\nb:\n  c: 1\n", map -> map.map("b").text("name"));

    assertThat(problem.what()).isEqualTo("key `name` is missing");
    assertThat(problem.where()).isEqualTo("a.yaml:2, /b");
    assertThat(problem.expected()).isEqualTo("a line `name: ...`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "- a", "text"})
  void refusesADocumentThatIsNoMapping(String text) {
    assertThat(refusal("x: 1\ny: " + (text.equals("- a") ? "[a]" : text), m -> m.map("y")).where())
        .startsWith("a.yaml:");
    assertThat(Problems.of(() -> map(text)).where()).startsWith("a.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "1d, false",
    "0x1p3, false",
    "NaN, false",
    "Infinity, false",
    "1e999, false",
    "1_000, false",
    "'1,5', false",
    "\u0661, false",
    "%, false",
    "5%%, false",
    "--5, false",
    "1e, false",
    "., false",
    "'', false",
    "text, false",
    "1, true",
    "-1.5, true",
    "+.5, true",
    "1., true",
    "1e-3, true",
    "5 %, true"
  })
  void takesOnlyFiniteDecimalNumbers(String written, boolean number) {
    String text = "rate: \"" + written + "\"";

    if (number) {
      assertThat(map(text).optionalNumber("rate")).isPresent();
    } else {
      Problem problem = refusal("a: 1\n" + text, map -> map.optionalNumber("rate"));
      assertThat(problem.what()).isEqualTo("`rate: " + written + "` cannot be used");
      assertThat(problem.where()).isEqualTo("a.yaml:2, /rate");
      assertThat(problem.expected()).isEqualTo("a number");
    }
  }

  @ParameterizedTest
  @CsvSource({"5%, 0.05", "12.5%, 0.125", "100 %, 1", "-1%, -0.01", "0.1, 0.1"})
  void readsAPercentageAsAShare(String written, double share) {
    assertThat(map("rate: " + written).number("rate", 9)).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e3", "9223372036854775808", "0x10", "\u0661", "5%", "a", "\"\""})
  void takesOnlyWholeNumbersForWholeNumbers(String written) {
    assertThat(refusal("n: " + written, map -> map.optionalLong("n")).expected())
        .isEqualTo("a whole number");
  }

  @Test
  void refusesAWholeNumberBeyond31Bits() {
    assertThat(map("n: 2147483647").integer("n", 0)).isEqualTo(Integer.MAX_VALUE);

    assertThat(refusal("n: 2147483648", map -> map.integer("n", 0)).expected())
        .isEqualTo("a smaller number");
  }

  @ParameterizedTest
  @CsvSource({
    "30d, P30D",
    "24h, PT24H",
    "5min, PT5M",
    "5 min, PT5M",
    "10s, PT10S",
    "0s, PT0S",
    "PT1H30M, PT1H30M",
    "P2D, P2D",
    "999999d, P999999D"
  })
  void readsLengthsOfTime(String written, Duration length) {
    assertThat(YamlMap.durationOf(written)).contains(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "d",
        "30 days",
        "-30d",
        "1.5h",
        "1000000d",
        "P1M",
        "P999999999999999999D",
        "PT99999999999999999999H",
        "5m",
        "\u0665s"
      })
  void takesNothingElseForALengthOfTime(String written) {
    assertThat(YamlMap.durationOf(written)).isEmpty();
    assertThat(refusal("t: \"" + written + "\"", map -> map.optionalDuration("t")).where())
        .isEqualTo("a.yaml:1, /t");
  }

  @Test
  void namesTheChoicesThereAre() {
    Problem problem = refusal("c: blue", map -> map.optionalChoice("c", Colour.class));

    assertThat(problem.what()).isEqualTo("`c: blue` cannot be used");
    assertThat(problem.expected()).isEqualTo("one of red, dark-blue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "True", "1", "on"})
  void takesOnlyTrueAndFalseForATruthValue(String written) {
    assertThat(refusal("f: " + written, map -> map.flag("f", false)).expected())
        .isEqualTo("`true` or `false`");
  }

  @Test
  void refusesAValueOfTheWrongShape() {
    assertThat(refusal("a: [1]", map -> map.text("a")).what())
        .isEqualTo("`a` holds no single value");
    assertThat(refusal("a: 1", map -> map.items("a")).what()).isEqualTo("`a` is no list");
    assertThat(refusal("a: 1", map -> map.map("a")).what()).isEqualTo("not a mapping");
    assertThat(refusal("a: [b, [c]]", map -> map.texts("a")).where()).isEqualTo("a.yaml:1, /a/1");
    assertThat(refusal("a: [{}, c]", map -> map.maps("a")).where()).isEqualTo("a.yaml:1, /a/1");
    assertThat(refusal("a: {k: {}}", map -> map.textMap("a")).where()).isEqualTo("a.yaml:1, /a/k");
  }

  @Test
  void suggestsTheKeyThatAMisspeltOneMeant() {
    Problem problem =
        refusal(
            "name: a\nfeatrues: [x]\n",
            map -> {
              map.text("name");
              map.items("features");
              map.done();
            });

    assertThat(problem.what()).isEqualTo("key `featrues` is unknown");
    assertThat(problem.where()).isEqualTo("a.yaml:2, /featrues");
    assertThat(problem.expected()).isEqualTo("one of name, features");
    assertThat(problem.remedy()).isEqualTo("write `features`");
  }

  @Test
  void saysToRemoveAKeyThatIsLikeNoOther() {
    assertThat(refusal("completelyElse: 1", YamlMap::done).remedy()).isEqualTo("remove it");
  }

  @Test
  void demandsVersionOne() {
    map("version: 1").versionOne();

    assertThat(refusal("version: 2", YamlMap::versionOne).expected()).startsWith("`1`");
    assertThat(refusal("a: 1", YamlMap::versionOne).what()).isEqualTo("key `version` is missing");
  }

  @Test
  void printsNothingOfAHostileDocumentAsItStands() {
    String hostile = "\"\\e[2J\\u202E" + "k".repeat(200) + "\"";

    for (Problem problem :
        List.of(
            refusal("a: {" + hostile + ": [1]}", map -> map.textMap("a")),
            refusal("a: {" + hostile + ": }", map -> map.textMap("a")),
            refusal("a: " + hostile, map -> map.optionalNumber("a")),
            refusal(hostile + ": 1", YamlMap::done))) {
      assertThat(problem.what()).doesNotContain("\u001b", "\u202e").hasSizeLessThan(100);
      assertThat(problem.where()).doesNotContain("\u001b", "\u202e");
    }
  }

  @Test
  void endsInAReadingOrAProblemWhateverTheText() {
    byte[] valid =
        """
        version: 1
        name: &n "sales \\u00e9"
        list: [a, 'b', {c: *n}]
        inner: !!map
          share: 5%   # a comment
          delay: 30d
          text: |
            two
            lines
        on: true
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] nasty =
        "[]{},:?-&*!|>'\"%@` \t\n\r#~.\\0x1\u0000\u0085\u2028é".getBytes(StandardCharsets.UTF_8);
    Seeds.each(
        20_000,
        random -> {
          byte[] changed = valid.clone();
          for (int change = random.nextInt(6); change >= 0; change--) {
            changed[random.nextInt(changed.length)] =
                random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : nasty[random.nextInt(nasty.length)];
          }
          try {
            readAll(map(new String(changed, StandardCharsets.UTF_8)));
          } catch (ProblemException e) {
            assertThat(e.problem().kind()).isIn(Kind.MALFORMED, Kind.INPUT);
            assertThat(e.problem().where()).startsWith("a.yaml");
            assertThat(e.problem().what().length()).isLessThan(160);
          }
        });
  }

  private static void readAll(YamlMap map) {
    map.versionOne();
    map.text("name");
    map.items("list");
    YamlMap inner = map.map("inner");
    inner.number("share", 1);
    inner.optionalDuration("delay");
    inner.optionalText("text");
    inner.done();
    map.flag("on", false);
    map.done();
  }
}

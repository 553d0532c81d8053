package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Yaml.Mapping;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.Yaml.Sequence;
import dev.evenkeel.base.Yaml.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  private static Value parse(String text) {
    return Yaml.parse(text, "a.yaml");
  }

  private static Problem refusal(String text) {
    return Problems.of(() -> parse(text));
  }

  private static Value at(Value value, String... steps) {
    Value found = value;
    for (String step : steps) {
      found =
          switch (found) {
            case Mapping mapping -> mapping.get(step).orElseThrow();
            case Sequence sequence -> sequence.items().get(Integer.parseInt(step));
            case Scalar scalar -> throw new AssertionError("no " + step + " in " + scalar);
          };
    }
    return found;
  }

  @Test
  void knowsLineAndPointerOfEveryValue() {
    Value root =
        parse(
            """
            # a comment
            name: sales

            rules:
              - {min: 1, max: 2}
              - a/b:
                  c~d: x
            """);

    assertThat(root.place()).hasToString("a.yaml:2");
    assertThat(at(root, "name").place()).hasToString("a.yaml:2, /name");
    assertThat(at(root, "rules").place()).hasToString("a.yaml:4, /rules");
    assertThat(at(root, "rules", "0", "max").place()).hasToString("a.yaml:5, /rules/0/max");
    assertThat(at(root, "rules", "1", "a/b", "c~d").place())
        .hasToString("a.yaml:7, /rules/1/a~1b/c~0d");
  }

  @Test
  void keepsKeysInTheirWrittenOrder() {
    assertThat(((Mapping) parse("z: 1\na: 2\nm: 3\n")).entries().keySet())
        .containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a: , true",
        "a: null, true",
        "a: ~, true",
        "a: Null, true",
        "a: 'null', false",
        "a: \"\", false",
        "a: !!str null, false",
        "a: nil, false",
      })
  void takesPlainNothingForNothingAndQuotedTextForText(String text, boolean isNull) {
    assertThat(((Scalar) at(parse(text), "a")).isNull()).isEqualTo(isNull);
  }

  @Test
  void readsTextsAsTheyStandWhateverTheyLookLike() {
    Value root = parse("a: no\nb: 0x1F\nc: 2026-05-01\nd: |\n  two\n  lines\ne: 'it''s'\n");

    assertThat(((Scalar) at(root, "a")).text()).isEqualTo("no");
    assertThat(((Scalar) at(root, "b")).text()).isEqualTo("0x1F");
    assertThat(((Scalar) at(root, "c")).text()).isEqualTo("2026-05-01");
    assertThat(((Scalar) at(root, "d")).text()).isEqualTo("two\nlines\n");
    assertThat(((Scalar) at(root, "e")).text()).isEqualTo("it's");
  }

  @Test
  void readsAFileThatStartsWithAByteOrderMark() {
    assertThat(((Scalar) at(parse("\ufeffa: 1\n"), "a")).text()).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the file is empty | a.yaml",
        "# only a comment | the file is empty | a.yaml",
        "a: 1\\n b: 2 | mapping values are not allowed | a.yaml:2",
        "a: [1, 2 | expected ',' or ']' | a.yaml:1",
        "a: 'x | unexpected end of stream | a.yaml:1",
        "a:\\n\\t- 1 | (TAB) | a.yaml:2",
        "a: 1\\n---\\nb: 2 | a second document | a.yaml:2",
        "a: 1\\nb: x\u0000y | character U+0000 | a.yaml:2",
        "%YAML 3.0\\n---\\na: 1 | version 3.0 | a.yaml",
        "%YAML 99999999999.1\\n---\\na: 1 | version | a.yaml:1",
        "a: !<x | expected '>' | a.yaml:1",
        "@a | cannot start any token | a.yaml:1",
      })
  void saysWhyAndWhereATextIsNoYaml(String text, String why, String where) {
    Problem problem = refusal(text.replace("\\n", "\n").replace("\\t", "\t"));

    assertThat(problem.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(problem.what()).startsWith("not YAML: ").contains(why);
    assertThat(problem.where()).isEqualTo(where);
  }

  @Test
  void refusesAKeyThatStandsTwiceAtTheSecondOne() {
    Problem problem = refusal("a:\n  b: 1\n  c: 2\n  b: 3\n");

    assertThat(problem.kind()).isEqualTo(Kind.INPUT);
    assertThat(problem.what()).isEqualTo("key `b` stands twice");
    assertThat(problem.where()).isEqualTo("a.yaml:4, /a/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a]: 1", "? {a: 1}\n: 2", "&x a: 1\n*x : 2"})
  void refusesAKeyThatIsNoText(String text) {
    assertThat(refusal(text).what()).isEqualTo("a key that is no text");
  }

  @Test
  void repeatsAnEarlierValueWhereAnAliasStands() {
    Value root = parse("base: &b {min: 1}\nfirst: *b\nlist: [*b, &n 7, *n]\n");

    assertThat(at(root, "first")).isEqualTo(at(root, "base"));
    assertThat(((Scalar) at(root, "list", "0", "min")).text()).isEqualTo("1");
    assertThat(((Scalar) at(root, "list", "2")).text()).isEqualTo("7");
    assertThat(at(root, "first").place()).hasToString("a.yaml:1, /base");
  }

  @Test
  void refusesAnAliasOfNothingAndOfWhatItIsIn() {
    assertThat(refusal("a: 1\nb: *x\n").what()).isEqualTo("no anchor `x` ends before this alias");
    assertThat(refusal("a: 1\nb: *x\n").where()).isEqualTo("a.yaml:2, /b");
    assertThat(refusal("a: &x [1, *x]\n").where()).isEqualTo("a.yaml:1, /a/1");
  }

  @Test
  void refusesAliasesThatUnfoldToBillions() {
    StringBuilder text = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 12; level++) {
      text.append("l%d: &l%d [".formatted(level, level));
      text.append("*l%d, ".formatted(level - 1).repeat(9)).append("]\n");
    }

    Problem problem = refusal(text.toString());

    assertThat(problem.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(problem.what()).contains("more than 200000 values");
  }

  @Test
  void refusesAliasesThatStackDepthOnDepth() {
    StringBuilder text = new StringBuilder("l0: &l0 x\n");
    for (int level = 1; level < 20; level++) {
      text.append("l%d: &l%d [[[*l%d]]]\n".formatted(level, level, level - 1));
    }

    Problem problem = refusal(text.toString());

    assertThat(problem.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(problem.what()).isEqualTo("nested deeper than 50 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[{a: "})
  void refusesADepthBombWithoutReadingItAll(String level) {
    Problem problem = refusal(level.repeat(2_000_000 / level.length()));

    assertThat(problem.kind()).isIn(Kind.TOO_LARGE, Kind.INPUT);
    assertThat(problem.where()).startsWith("a.yaml:1");
  }

  @Test
  void readsFiftyLevelsAndNoMore() {
    assertThat(parse("[".repeat(51) + "]".repeat(51))).isInstanceOf(Sequence.class);

    assertThat(refusal("[".repeat(52) + "]".repeat(52)).what())
        .isEqualTo("nested deeper than 50 levels");
  }

  @Test
  void refusesAFileOfMoreThanTwoMillionCharacters() {
    assertThat(refusal("a".repeat(2_000_001)).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(((Scalar) parse("a".repeat(2_000_000))).text()).hasSize(2_000_000);
  }

  @Test
  void refusesAKeyOfMegabytesInAShortMessage() {
    for (String text :
        new String[] {
          "? " + "k".repeat(1_999_000) + "\n: 1\n", "? |\n " + "k\n ".repeat(600_000) + "\n: 1\n"
        }) {
      Problem problem = refusal(text);

      assertThat(problem.kind()).isEqualTo(Kind.TOO_LARGE);
      assertThat(problem.toString()).hasSizeLessThan(300);
    }
  }

  @Test
  void readsOrRefusesAHundredThousandKeys() {
    StringBuilder text = new StringBuilder();
    for (int key = 0; key < 100_000; key++) {
      text.append('k').append(key).append(": 1\n");
    }

    assertThat(((Mapping) parse(text.toString())).entries()).hasSize(100_000);
    assertThat(refusal(text + "k0: 2\n").where()).isEqualTo("a.yaml:100001, /k0");
    assertThat(refusal("[" + "a,".repeat(200_000) + "]").kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void keepsAPathOfLongKeysOnlyOnce() {
    StringBuilder text = new StringBuilder();
    for (int level = 0; level < 49; level++) {
      text.append("{? ").append("k".repeat(256)).append(" : ");
    }
    text.append('[').append("a,".repeat(190_000)).append(']').append("}".repeat(49));

    Value value = parse(text.toString());

    for (int level = 0; level < 49; level++) {
      value = at(value, "k".repeat(256));
    }
    assertThat(at(value, "189999").place().pointer()).hasSize(49 * 257 + 7);
  }
}

package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "home-sales", "Sales_2.v3", "a..b"})
  void answersANameThatCanBeUsed(String name) {
    assertThat(Names.check("model", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a b", "a/b", "a@1", "a:b", "a%", ".", "..", "../x", "-a", "_a", ".a", "é", "a\n",
        "a\u0000", "a\\b", "\u0661"
      })
  void refusesANameThatWouldBreakAnAddressOrAPath(String name) {
    Problem problem = Problems.of(() -> Names.check("model", name));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.what()).startsWith("model name `").doesNotContain("\n", "\u0000");
    assertThat(problem.remedy()).isEqualTo("choose another name");
  }

  @Test
  void refusesANameOfMoreThan128Characters() {
    assertThatCode(() -> Names.check("model", "a".repeat(128))).doesNotThrowAnyException();

    assertThat(Problems.of(() -> Names.check("model", "a".repeat(129))).what())
        .hasSizeLessThan(120);
  }

  @ParameterizedTest
  @CsvSource({
    "tress, trees",
    "learning-rate, learningRate",
    "LEARNINGRATE, learningRate",
    "dept, depth",
    "tre, trees",
    "x, ''",
    "somethingElse, ''",
    "'', ''",
  })
  void suggestsTheKnownNameThatWasProbablyMeant(String written, String meant) {
    assertThat(Names.nearest(written, List.of("trees", "depth", "learningRate"))).isEqualTo(meant);
  }

  @Test
  void suggestsNothingWhenNothingIsKnown() {
    assertThat(Names.nearest("trees", List.of())).isEmpty();
  }

  @Test
  void suggestsNothingForAKeyOfMegabytes() {
    List<String> known = new ArrayList<>();
    for (int name = 0; name < 10_000; name++) {
      known.add("column" + name);
    }

    assertThat(Names.nearest("x".repeat(2_000_000), known)).isEmpty();
    assertThat(Names.nearest("columnn4321", known)).isEqualTo("column4321");
  }

  @Test
  void shortensToSixtyCharacters() {
    assertThat(Names.abbreviate("a".repeat(60))).isEqualTo("a".repeat(60));
    assertThat(Names.abbreviate("a".repeat(61))).isEqualTo("a".repeat(57) + "...");
    assertThat(Names.abbreviate("a".repeat(2_000_000))).hasSize(60);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\u009b2J",
        "\r",
        "\n",
        "\u0000",
        "\u007f",
        "\u2028",
        "\u202e",
        "\u200f",
        "\ufeff",
        "\ud800",
        "\udc00"
      })
  void leavesNothingThatWouldDisturbATerminal(String nasty) {
    assertThat(Names.abbreviate("a" + nasty + "b")).startsWith("a?").endsWith("b");
  }

  @Test
  void keepsWholeCharactersOfAnyScript() {
    assertThat(Names.abbreviate("größe 大小 😀")).isEqualTo("größe 大小 😀");
    assertThat(Names.abbreviate("a".repeat(56) + "😀".repeat(9)))
        .isEqualTo("a".repeat(56) + "?...");
  }
}

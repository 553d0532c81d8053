package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.base.Yaml;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {
  private static final Yaml.Place PLACE = new Yaml.Place("c.yaml", 3, "/pattern");

  @ParameterizedTest
  @CsvSource({
    "b, abc, true",
    "^b, abc, false",
    "'^a$', a, true",
    "'^a$', ab, false",
    "'^(?:one|two)$', two, true",
    "'^[A-Z]{2}\\d+$', OH43, true",
    "'[[]', '[', true",
    "'[a&&b]', b, true",
    "'[a&&b]', '&', true",
    "'[+*+]+', '*+', true",
    "'a\\+', 'a+', true",
    "'^\\$\\d', '$5', true",
    "'[$]', '$', true",
  })
  void findsAMatchAnywhere(String pattern, String text, boolean matches) {
    assertThat(EcmaPattern.read(pattern, PLACE).isIn(text)).isEqualTo(matches);
  }

  @Test
  void theEndIsTheEndAndNotBeforeALineFeed() {
    assertThat(EcmaPattern.of("^a$").isIn("a\n")).isFalse();
    assertThat(EcmaPattern.of("a.b").isIn("a\rb")).isFalse();
    assertThat(EcmaPattern.of("a.b").isIn("a\u0085b")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)a",
        "(?>a)",
        "\\p{Greek}",
        "\\Qa\\E",
        "a++",
        "a*+",
        "a{2}+",
        "\\\\*+",
        "a{1001}",
        "a{1,99999}",
        "(?:a{100}){11}",
        "[[:alpha:]]",
        "(",
        "[a",
        "a\\",
        "*",
        ")",
        "\\ud83d",
        "[z-a]",
        "(a)|\\1",
        "(a)?\\1",
        "(?:(a)|b)\\1",
        "\\1(a)",
        "(a\\1)",
        "(a)(?<=\\1)",
        "(?<=a*)b",
        "(?<=a+)b",
        "(?:\\b|a){2}",
        "(?<n>a)(?<n>b)",
        "\\k<n>",
        "\\01",
        "\\u{110000}",
        "\\u{61}{"
      })
  void whatEnginesReadDifferentlyIsRefused(String pattern) {
    Problem problem = Problems.of(() -> EcmaPattern.read(pattern, PLACE));

    assertThat(problem.where()).isEqualTo("c.yaml:3, /pattern");
    assertThat(problem.what()).startsWith("the pattern cannot be used: ");
  }

  @Test
  void aPatternIsBounded() {
    assertThat(Problems.of(() -> EcmaPattern.read("(".repeat(501), PLACE)).what())
        .isEqualTo("the pattern is too long");
    assertThat(EcmaPattern.read("(".repeat(250) + ")".repeat(250), PLACE).isIn("")).isTrue();
  }

  @Test
  void anythingIsReadOrRefused() {
    String letters = "()[]{}|^$.*+?\\-,:=!<>0123abdDwsxuUpPkKLcB&/\uD83D\uDE00é\n\0";
    Seeds.each(
        20_000,
        random -> {
          StringBuilder pattern = new StringBuilder();
          for (int length = random.nextInt(1, 40); length > 0; length--) {
            pattern.append(letters.charAt(random.nextInt(letters.length())));
          }
          try {
            EcmaPattern.read(pattern.toString(), PLACE).isIn("ab1 😀\n");
          } catch (ProblemException e) {
            assertThat(e.problem().what()).startsWith("the pattern cannot be used");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(a+)+$",
        "^(a|a)*$",
        "^(?:a?){60}a{60}$",
        "^(a*)(?:\\1|a)*$",
        "(?=(a+)+$)a",
        "^(?!(a+)+$)",
        "(?<=xa{0,400}a{0,400})b",
        "^(?:(?=(a+))\\1)*b$",
        "(?:a+)+(?:a+)+(?:a+)+$",
        "^(?:(?:a|aa)*)*$",
        "((a|a)\\2?)+$"
      })
  void aHostileValueCostsNoMoreThanItsBudgetAndDoesNotPass(String pattern) {
    EcmaPattern explodes = EcmaPattern.of(pattern);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(explodes.isIn("a".repeat(3_000) + "bc")).isFalse());
  }

  @Test
  void aHostileValueCostsNoMoreThanItsBudget() {
    EcmaPattern backtracks = EcmaPattern.of("^(a+)+$");
    EcmaPattern recurses = EcmaPattern.of("^(a|b)*c$");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(backtracks.isIn("a".repeat(60) + "b")).isFalse();
          assertThat(recurses.isIn("ab".repeat(5_000))).isFalse();
        });
  }
}

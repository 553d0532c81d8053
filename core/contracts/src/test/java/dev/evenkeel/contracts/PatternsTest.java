package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Yaml;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
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
    Pattern compiled = Patterns.compile(Patterns.check(pattern, PLACE));

    assertThat(Patterns.matches(compiled, text)).isEqualTo(matches);
  }

  @Test
  void theEndIsTheEndAndNotBeforeALineFeed() {
    assertThat(Patterns.matches(Patterns.compile("^a$"), "a\n")).isFalse();
    assertThat(Patterns.matches(Patterns.compile("a.b"), "a\rb")).isTrue();
    assertThat(Patterns.matches(Patterns.compile("a.b"), "a\nb")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=a)", "(?!a)", "(?<=a)b", "(?<n>a)", "(?i)a", "(a)\\1", "\\p{L}", "\\Qa\\E", "a++",
            "a*+",
        "a{2}+", "\\\\*+", "a{1001}", "a{1,99999}", "[[:alpha:]]", "(", "[a", "a\\", "*", "\\u0041"
      })
  void whatEnginesReadDifferentlyIsRefused(String pattern) {
    Problem problem = Problems.of(() -> Patterns.check(pattern, PLACE));

    assertThat(problem.where()).isEqualTo("c.yaml:3, /pattern");
    assertThat(problem.what()).contains("near character");
  }

  @Test
  void aPatternIsBounded() {
    assertThat(Problems.of(() -> Patterns.check("(".repeat(501), PLACE)).what())
        .isEqualTo("the pattern is too long");
    assertThat(Patterns.check("(".repeat(250) + ")".repeat(250), PLACE)).hasSize(500);
  }

  @Test
  void aHostileValueCostsNoMoreThanItsBudget() {
    Pattern backtracks = Patterns.compile("^(a+)+$");
    Pattern recurses = Patterns.compile("^(a|b)*c$");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(Patterns.matches(backtracks, "a".repeat(60) + "b")).isFalse();
          assertThat(Patterns.matches(recurses, "ab".repeat(5_000))).isFalse();
        });
  }
}

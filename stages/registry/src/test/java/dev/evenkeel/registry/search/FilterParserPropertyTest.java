package dev.evenkeel.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FilterParserPropertyTest {
  private static final List<Vocabulary> VOCABULARIES =
      List.of(
          Vocabulary.RUNS,
          Vocabulary.EXPERIMENTS,
          Vocabulary.REGISTERED_MODELS,
          Vocabulary.MODEL_VERSIONS,
          Vocabulary.LOGGED_MODELS);

  private static final List<String> PIECES =
      List.of(
          "metrics", ".", "`", "'", "\"", "=", "!=", "<", ">=", " ", "AND", "and", "NOT", "IN", "(",
          ")", ",", "1", "-", "e", "LIKE", "IS", "NULL", "run_id", "tags.a", "\0", "\ud83c",
          "\u200f", "é", "--", "/*", ";", "[", "\\", "%", "\n");

  @Test
  void whatIsWrittenIsReadBack() {
    Seeds.each(
        20_000,
        random -> {
          Vocabulary vocabulary = Filters.any(random, VOCABULARIES);
          List<Clause> clauses = Filters.random(random, vocabulary, 4);
          String text = Filters.text(random, vocabulary, clauses);

          assertThat(FilterParser.parse(text, vocabulary)).as(text).isEqualTo(clauses);
        });
  }

  @Test
  void whateverComesIsReadOrRefused() {
    Seeds.each(
        50_000,
        random -> {
          Vocabulary vocabulary = Filters.any(random, VOCABULARIES);
          String text =
              random.nextBoolean()
                  ? pieces(random)
                  : changed(
                      random,
                      Filters.text(random, vocabulary, Filters.random(random, vocabulary, 3)));

          readsOrRefuses(() -> FilterParser.parse(text, vocabulary));
          readsOrRefuses(() -> Order.parse(List.of(text), vocabulary));
        });
  }

  private static void readsOrRefuses(Runnable reading) {
    try {
      reading.run();
    } catch (ProblemException e) {
      assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    }
  }

  private static String pieces(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int index = random.nextInt(30); index > 0; index--) {
      text.append(Filters.any(random, PIECES));
    }
    return text.toString();
  }

  private static String changed(RandomGenerator random, String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int index = 1 + random.nextInt(3); index > 0 && !changed.isEmpty(); index--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, Filters.any(random, PIECES));
        default -> changed.setCharAt(at, (char) random.nextInt(0x250));
      }
    }
    return changed.toString();
  }
}

package dev.evenkeel.registry.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Random filters of a vocabulary, and their texts in random spelling.
final class Filters {
  /// Few, so that filters and rows meet; each a trap for LIKE, GLOB, quoting or case.
  static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "ab",
          "aB",
          "a_b",
          "a%b",
          "a*",
          "*",
          "?",
          "[a]",
          "[",
          "]",
          "\\",
          "a\\b",
          "it's",
          "say \"a\"",
          "tick`",
          "é",
          "true",
          "false",
          "a\nb",
          "^a",
          "-- a");

  static final List<String> KEYS = List.of("k", "K", "a.b", "a b", "a-b", "tick`", "is", "5", "é");

  private static final List<String> PATTERNS =
      List.of("%", "_", "%a%", "A%", "a_b", "%*", "[_]", "%\\%", "a%b%", "", "%'%", "__", "%_B");

  private static final List<String> NUMERALS =
      List.of(
          "0",
          "1",
          "-1",
          "2.5",
          "-2.5",
          "1e3",
          ".5",
          "5.",
          "1e400",
          "-1e400",
          "1000",
          "999.5",
          "9223372036854775807",
          "9223372036854775808",
          "-0.0");

  private Filters() {}

  static List<Clause> random(RandomGenerator random, Vocabulary vocabulary, int clauses) {
    List<Clause> filter = new ArrayList<>();
    for (int index = random.nextInt(clauses + 1); index > 0; index--) {
      filter.add(clause(random, subject(random, vocabulary)));
    }
    return filter;
  }

  static <T> T any(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Subject subject(RandomGenerator random, Vocabulary vocabulary) {
    List<String> owners = vocabulary.owners().keySet().stream().sorted().toList();
    String owner = any(random, owners);
    List<String> names =
        switch (Objects.requireNonNull(vocabulary.owners().get(owner))) {
          case ATTRIBUTE ->
              Stream.of(vocabulary.texts(), vocabulary.numbers())
                  .flatMap(map -> map.keySet().stream())
                  .sorted()
                  .toList();
          case METRIC, PARAM, TAG -> KEYS;
          case DATASET -> List.of("name", "digest", "context");
        };
    return vocabulary.subject(owner, any(random, names)).orElseThrow();
  }

  private static Clause clause(RandomGenerator random, Subject subject) {
    Key key = subject.key();
    if (subject.numeric()) {
      Relation relation = any(random, List.of(Relation.values()));
      return new Clause.Figure(key, relation, new Numeral(any(random, NUMERALS)));
    }
    if (subject.absent() && random.nextInt(4) == 0) {
      return new Clause.Absent(key, random.nextBoolean());
    }
    if (subject.listed() && random.nextInt(3) == 0) {
      List<String> values = new ArrayList<>();
      for (int index = 1 + random.nextInt(3); index > 0; index--) {
        values.add(any(random, TEXTS));
      }
      return new Clause.OneOf(key, random.nextBoolean(), values);
    }
    Likeness likeness = any(random, List.of(Likeness.values()));
    boolean pattern = likeness == Likeness.LIKE || likeness == Likeness.ILIKE;
    return new Clause.Text(key, likeness, any(random, pattern ? PATTERNS : TEXTS));
  }

  /// A text that says the same.
  static String text(RandomGenerator random, Vocabulary vocabulary, List<Clause> clauses) {
    return clauses.stream()
        .map(clause -> text(random, vocabulary, clause))
        .collect(Collectors.joining(space(random) + " " + word(random, "AND") + " "));
  }

  private static String text(RandomGenerator random, Vocabulary vocabulary, Clause clause) {
    String key = key(random, vocabulary, clause.key());
    return switch (clause) {
      case Clause.Figure(_, Relation relation, Numeral value) ->
          key + space(random) + relation.sign() + space(random) + value.text();
      case Clause.Text(_, Likeness likeness, String value) ->
          key + " " + word(random, likeness.sign()) + space(random) + quoted(random, value);
      case Clause.OneOf(_, boolean negated, List<String> values) ->
          key
              + (negated ? " " + word(random, "NOT") : "")
              + " "
              + word(random, "IN")
              + space(random)
              + values.stream()
                  .map(value -> space(random) + quoted(random, value) + space(random))
                  .collect(Collectors.joining(",", "(", random.nextBoolean() ? ")" : ",)"));
      case Clause.Absent(_, boolean negated) ->
          key + " " + word(random, negated ? "IS NOT NULL" : "IS NULL");
    };
  }

  /// A key in one of its spellings.
  static String key(RandomGenerator random, Vocabulary vocabulary, Key key) {
    String name =
        key.entity() == Entity.ATTRIBUTE ? spelling(random, vocabulary, key.name()) : key.name();
    boolean bare = name.codePoints().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
    String spelt =
        bare && random.nextBoolean()
            ? name
            : random.nextBoolean() ? within("`", name) : within("\"", name);
    if (key.entity() == Entity.ATTRIBUTE && random.nextBoolean()) {
      return spelt;
    }
    List<String> owners =
        vocabulary.owners().entrySet().stream()
            .filter(owner -> owner.getValue() == key.entity())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    String owner = any(random, owners);
    return (random.nextInt(4) == 0 ? within("`", owner) : owner) + "." + spelt;
  }

  private static String spelling(RandomGenerator random, Vocabulary vocabulary, String name) {
    List<String> spellings =
        Stream.of(vocabulary.texts(), vocabulary.numbers(), vocabulary.orders())
            .flatMap(map -> map.entrySet().stream())
            .filter(known -> known.getValue().equals(name))
            .map(Map.Entry::getKey)
            .filter(known -> vocabulary.subject("", known).isPresent())
            .distinct()
            .sorted()
            .toList();
    return spellings.isEmpty() ? name : any(random, spellings);
  }

  private static String quoted(RandomGenerator random, String text) {
    return within(random.nextBoolean() ? "'" : "\"", text);
  }

  private static String within(String quote, String text) {
    return quote + text.replace(quote, quote + quote) + quote;
  }

  private static String word(RandomGenerator random, String word) {
    return random.nextBoolean() ? word : word.toLowerCase(Locale.ROOT);
  }

  private static String space(RandomGenerator random) {
    return any(random, List.of("", " ", "\n\t "));
  }
}

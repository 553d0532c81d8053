package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Patterns mean what V8 says; `ecma.py` beside the verdicts asked it.
class EcmaTest {
  private record Verdict(String pattern, String text, String flags, String said) {}

  @Test
  void whatWeAcceptMeansWhatV8Says() throws IOException {
    Map<String, Optional<EcmaPattern>> read = new HashMap<>();
    TreeSet<String> wrong = new TreeSet<>();
    int judged = 0;
    for (Verdict verdict : verdicts("ecma.tsv", "ecma-generated.tsv")) {
      Optional<EcmaPattern> pattern = read.computeIfAbsent(verdict.pattern(), EcmaTest::accepted);
      if (pattern.isPresent()) {
        judged++;
        String ours = String.valueOf(pattern.get().isIn(verdict.text()));
        if (!ours.equals(verdict.said())) {
          wrong.add(verdict.toString());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(judged).isGreaterThan(5_000);
  }

  /// What we refuse although V8 takes it: by name, so that the list does not grow unseen.
  @Test
  void whatHasOneMeaningIsAccepted() throws IOException {
    TreeSet<String> refused = new TreeSet<>();
    for (Verdict verdict : verdicts("ecma.tsv")) {
      if (!verdict.said().equals("invalid") && accepted(verdict.pattern()).isEmpty()) {
        refused.add(verdict.pattern());
      }
    }

    assertThat(refused)
        .containsExactlyInAnyOrder(
            // Without the flag `u` alone, and nobody means it.
            "(?!a){2}",
            "(?=a)*",
            "(?=a)?b",
            "[[:alpha:]]",
            "[\\1]",
            "[\\B]",
            "[\\c1]",
            "[\\c]",
            "[\\p]",
            "[\\p{x}]",
            "\\00",
            "\\01",
            "\\08",
            "\\1",
            "\\8",
            "\\A",
            "\\Q.\\E",
            "\\Z",
            "\\a",
            "\\c",
            "\\c1",
            "\\e",
            "\\h",
            "\\i",
            "\\k",
            "\\k<x",
            "\\k<x>",
            "\\p",
            "\\pL",
            "\\p{",
            "\\p{IsL}",
            "\\p{L",
            "\\p{Lx}",
            "\\p{Nope}",
            "\\p{l}",
            "\\p{}",
            "\\u",
            "\\u00",
            "\\u{",
            "\\u{110000}",
            "\\u{zz}",
            "\\u{}",
            "\\x",
            "\\x4",
            "\\z",
            "\\é",
            // Back references to what may not have matched, and from a look-behind.
            "(?!(a))\\1b",
            "(?:(a)|b)\\1",
            "(?<=(a)\\1)",
            "(?<=\\1(a))",
            "(a)(?<=\\1)",
            "(a)?\\1b",
            "(a)|\\1b",
            "(a\\1)",
            "\\1(a)",
            "^(?:(a)|b)*\\1$",
            "^(a)?\\1$");
  }

  private static Optional<EcmaPattern> accepted(String pattern) {
    try {
      return Optional.of(EcmaPattern.of(pattern));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private static List<Verdict> verdicts(String... files) throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (String name : files) {
      try (InputStream file = EcmaTest.class.getResourceAsStream(name)) {
        String lines =
            new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        lines.lines().map(line -> verdict(line.split("\t", 4))).forEach(verdicts::add);
      }
    }
    return verdicts;
  }

  private static Verdict verdict(String[] cells) {
    return new Verdict(text(cells[0]), text(cells[1]), cells[2], cells[3]);
  }

  private static String text(String json) {
    return Json.read(json, String.class);
  }
}

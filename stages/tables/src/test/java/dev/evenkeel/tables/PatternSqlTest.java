package dev.evenkeel.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.EcmaPattern;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file's texts are judged by a pattern as requests are, and as V8 says.
class PatternSqlTest {
  private static final Path VERDICTS =
      Path.of("../../core/contracts/src/test/resources/dev/evenkeel/contracts");
  private static final Property TEXT = Property.of("text", LogicalType.STRING, false);
  private static final List<String> ATOMS =
      List.of(
          "a",
          "b",
          "-",
          "é",
          "😀",
          ".",
          "\\d",
          "\\D",
          "\\w",
          "\\W",
          "\\s",
          "\\S",
          "^",
          "$",
          "\\b",
          "\\B",
          "[^]",
          "[]",
          "[ab]",
          "[^a]",
          "[\\w-]",
          "[^\\s]",
          "\\p{L}",
          "\\P{L}",
          "[\\p{Lu}_]",
          "\\n",
          "\\u2028",
          "(?:)",
          "\\0",
          "[a-é]");
  private static final List<String> QUANTIFIERS =
      List.of("*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{0}", "{1,3}?");
  private static final List<String> LETTERS =
      List.of(
          "a", "b", "a", "-", "é", "😀", "5", "_", " ", "\n", "\r", "\u2028", "\u0085", "\ufeff",
          "\0", "A", "ß");

  @TempDir Path folder;
  private DuckDb duck;

  @BeforeEach
  void open() {
    duck = new DuckDb(folder);
    duck.execute("create table texts (text varchar)");
  }

  @AfterEach
  void close() {
    duck.close();
  }

  @Test
  void whatFilesAreJudgedByMeansWhatV8Says() throws IOException {
    Map<String, Map<String, Boolean>> verdicts = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>(Files.readAllLines(VERDICTS.resolve("ecma.tsv")));
    lines.addAll(Files.readAllLines(VERDICTS.resolve("ecma-generated.tsv")));
    for (String line : lines) {
      String[] cells = line.split("\t", 4);
      String pattern = Json.read(cells[0], String.class);
      if (!cells[3].equals("invalid") && isRegular(pattern)) {
        verdicts
            .computeIfAbsent(pattern, wanted -> new LinkedHashMap<>())
            .put(Json.read(cells[1], String.class), Boolean.valueOf(cells[3]));
      }
    }

    TreeSet<String> wrong = new TreeSet<>();
    verdicts.forEach((pattern, texts) -> {
      List<String> found = matching(pattern, List.copyOf(texts.keySet()));
      texts.forEach((text, said) -> {
        if (found.contains(text) != said) {
          wrong.add(pattern + " on " + Json.text(text));
        }
      });
    });
    assertThat(wrong).isEmpty();
    assertThat(verdicts.keySet()).hasSizeGreaterThan(200);
  }

  @Test
  void filesAndRequestsAgree() {
    Seeds.each(
        400,
        random -> {
          String pattern = pattern(random, 3);
          if (!isRegular(pattern)) {
            return;
          }
          List<String> texts = new ArrayList<>();
          for (int count = 0; count < 25; count++) {
            texts.add(text(random));
          }
          EcmaPattern request = EcmaPattern.of(pattern);

          assertThat(matching(pattern, texts))
              .as(pattern)
              .isEqualTo(texts.stream().distinct().filter(request::isIn).toList());
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^.{1000}$",
        "^(?:[^a]{10}){100}$",
        "^[\\p{L} '-]{1,200}$",
        "^\\S{500,600}$",
        "^[a-z0-9_é]{2,999}$",
        "^[a-zа-яё😀-😂\\u{10101}-\\u{efefe}]{1,900}$",
        "^\\P{Lu}{220}$",
        "^[^\\p{L}\\p{M}\\p{N}\\p{S}\\p{P}]{1,45}$"
      })
  void aLargePatternIsJudgedByBoth(String pattern) {
    List<String> texts = List.of("é".repeat(1000), "é".repeat(200), "é", "");

    assertThat(EcmaPattern.of(pattern).re2()).isPresent();
    assertThat(matching(pattern, texts))
        .isEqualTo(texts.stream().filter(EcmaPattern.of(pattern)::isIn).toList());
  }

  /// The engine's memory for a pattern ends where it would say so by a failure of its own.
  @Test
  void whatTheEngineHasNoRoomForIsRefused() {
    assertThat(EcmaPattern.of("\\p{L}{1,500}").re2()).isEmpty();
    assertThat(EcmaPattern.of("\\p{L}{1,500}").isIn("é")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(?!a)", "(a)\\1", "(?<=a)b"})
  void whatTheEngineCannotTellIsRefused(String pattern) {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> TypedSql.broken(new Check.Matches("text", pattern), TEXT));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(refused.problem().where()).isEqualTo(pattern);
  }

  private static boolean isRegular(String pattern) {
    try {
      return EcmaPattern.of(pattern).re2().isPresent();
    } catch (ProblemException e) {
      return false;
    }
  }

  /// The texts that keep the rule, each once, in the order given.
  private List<String> matching(String pattern, List<String> texts) {
    duck.execute("delete from texts");
    try (PreparedStatement insert =
        duck.connection().prepareStatement("insert into texts values (?)")) {
      for (String text : texts) {
        insert.setString(1, text);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String broken = TypedSql.broken(new Check.Matches("text", pattern), TEXT);
    return duck.query(
        "select text from texts where not (%s) group by text order by min(rowid)".formatted(broken),
        rows -> {
          List<String> found = new ArrayList<>();
          while (rows.next()) {
            found.add(rows.getString(1));
          }
          return found;
        });
  }

  private static String pattern(RandomGenerator random, int depth) {
    StringBuilder pattern = new StringBuilder();
    for (int part = random.nextInt(1, 4); part > 0; part--) {
      boolean isGroup = depth > 0 && random.nextInt(3) == 0;
      pattern.append(
          isGroup
              ? "(" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")"
              : any(random, ATOMS));
      boolean isEdge = pattern.toString().matches("(?s).*(?:[\\^$]|\\\\[bB])");
      if (!isEdge && random.nextInt(3) == 0) {
        pattern.append(any(random, QUANTIFIERS));
      }
    }
    return pattern.toString();
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.append(any(random, LETTERS));
    }
    return text.toString();
  }

  private static String any(RandomGenerator random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}

package dev.evenkeel.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

class JsonTest {
  record Stored(
      String name, int count, Optional<String> note, Instant at, Map<String, Double> figures) {
    public boolean isLarge() {
      return count > 9;
    }
  }

  private static JsonNode parse(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "the request's body");
  }

  private static Problem refusal(String text) {
    return Problems.of(() -> parse(text));
  }

  @Test
  void readsWhatItWrote() {
    Stored stored =
        new Stored(
            "größe",
            10,
            Optional.empty(),
            Instant.parse("2026-05-01T00:00:00.000001Z"),
            Map.of("loss", 0.1));

    String text = Json.text(stored);

    assertThat(Json.read(text, Stored.class)).isEqualTo(stored);
    assertThat(stored.isLarge()).isTrue();
    assertThat(text).contains("\"2026-05-01T00:00:00.000001Z\"").doesNotContain("large");
    assertThat(Json.write(stored)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void keepsEveryDoubleBitByBit() {
    double[] nasty = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -0.0,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      0.1
    };
    List<Double> boxed = Arrays.stream(nasty).boxed().toList();

    assertThat(Json.read(Json.text(nasty), double[].class)).isEqualTo(nasty);
    assertThat(Json.read(Json.text(boxed), new TypeReference<List<Double>>() {})).isEqualTo(boxed);
    Seeds.each(
        10_000,
        random -> {
          Double any = Double.longBitsToDouble(random.nextLong());
          assertThat(Json.read(Json.text(any), Double.class)).isEqualTo(any);
        });
  }

  @Test
  void keepsHalfASurrogatePairAsAnEscape() {
    assertThat(Json.text(Map.of("a", "x\ud800"))).isEqualTo("{\"a\":\"x\\uD800\"}");
    assertThat(Json.read("\"\\uD800\"", String.class)).isEqualTo("\ud800");
    assertThat(Json.text("😀")).isEqualTo("\"😀\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\",\"count\":1,\"note\":null,\"at\":\"2026-05-01T00:00:00Z\",\"figures\":{},\"x\":1}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\"} {}",
        "[]",
        "",
      })
  void saysThatStoredTextIsNotOfItsTypeAnyMore(String text) {
    assertThatThrownBy(() -> Json.read(text, Stored.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read stored JSON as Stored");
    assertThatThrownBy(() -> Json.read(text, new TypeReference<Map<String, Stored>>() {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot read stored JSON as java.util.Map");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2} | Duplicate Object property \"a\" | :1",
        "{\"a\":1}\\n{} | Trailing token | :2",
        "{}\\n\\nx | Unrecognized token 'x' | :3",
        "nul | Unrecognized token 'nul' | :1",
        "{'a':1} | Unexpected character | :1",
        "{\"a\":NaN} | Non-standard token 'NaN' | :1",
        "[1,] | Unexpected character | :1",
        "[1\\n,2 | Unexpected end-of-input | :2",
        "\"a | Unexpected end-of-input | :1",
        "01 | Invalid numeric value | :1",
        "`` | it is empty | ``",
        "` \\n ` | it is empty | ``",
      })
  void saysWhyAndWhereABodyIsNoJson(String text, String why, String line) {
    Problem problem = refusal(text.replace("\\n", "\n"));

    assertThat(problem.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(problem.what()).startsWith("not JSON: ").contains(why);
    assertThat(problem.where()).isEqualTo("the request's body" + line);
    assertThat(problem.expected()).isEqualTo("one JSON document");
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    byte[][] broken = {
      {'"', (byte) 0xff, '"'},
      {'"', (byte) 0xc3, '"'},
      {'"', (byte) 0xc3},
      {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
      {(byte) 0x80},
    };

    for (byte[] bytes : broken) {
      assertThat(Problems.of(() -> Json.parse(bytes, "body")).kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void refusesADepthBombWithoutReadingItAll(String level) {
    assertThat(refusal(level.repeat(1_000_000)).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refusal(level.repeat(101)).what()).contains("depth");
    assertThat(parse("[".repeat(100) + "]".repeat(100)).isArray()).isTrue();
  }

  @Test
  void refusesNumbersOfThousandsOfDigits() {
    assertThat(refusal("1".repeat(1_001)).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refusal("[0." + "1".repeat(1_000_000) + "]").kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(parse("1e999999999").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(parse("1".repeat(999)).isIntegralNumber()).isTrue();
  }

  @Test
  void readsADocumentThatStartsWithAByteOrderMark() {
    assertThat(parse("\ufeff{\"a\":1}").path("a").intValue()).isEqualTo(1);
  }

  @Test
  void endsInAValueOrAProblemWhateverTheBytes() {
    byte[] valid =
        """
        {"instances":[{"area":120.5,"kind":"flat","sold":null,"n":-1e-3,"ok":true,"u":"\\u00e9 é"}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    Seeds.each(
        20_000,
        random -> {
          byte[] changed = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
          for (int change = random.nextInt(4); change > 0; change--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          try {
            Json.text(Json.parse(changed, "body"));
          } catch (ProblemException e) {
            assertThat(e.problem().kind()).isIn(Kind.MALFORMED, Kind.TOO_LARGE);
            assertThat(e.problem().what().length()).isLessThan(120);
          }
        });
  }
}

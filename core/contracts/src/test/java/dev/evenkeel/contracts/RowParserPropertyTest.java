package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/// Random rows, most of them odd: both readers agree on each.
class RowParserPropertyTest {
  private static final List<String> NAMES =
      List.of(
          "area", "age", "wall", "code", "sold", "seen", "garage", "beds", "listed", "a/b~c",
          "storeys", "colour", "Area", "");
  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-0",
          "-0.0",
          "2",
          "2.0",
          "3",
          "1e0",
          "9000",
          "9000.5",
          "9007199254740993",
          "123456789012345678901234567890",
          "1e400",
          "-1e400",
          "4.9e-324",
          "1e-999",
          "0.1000000000000000055511151231257827",
          "true",
          "false",
          "null",
          "[]",
          "{}",
          "[1,{}]",
          "{\"area\":1}",
          "\"\"",
          "\"wood\"",
          "\"brick\"",
          "\"straw\"",
          "\"one\"",
          "\"two+half\"",
          "\"OH\"",
          "\"O\"",
          "\"OHIO\"",
          "\"930104\"",
          "\"931304\"",
          "\"1993-01-04\"",
          "\"1993-02-30\"",
          "\"1993-01-04T00:00:01Z\"",
          "\"1993-01-04 00:00:01.5+02:00\"",
          "\"\\ud83c\\udfe0\"",
          "\"\\ud83c\"",
          "\"\\udfe0x\"",
          "\"A\\u0000\"",
          "1200",
          "\"1200\"",
          "NaN",
          "Infinity",
          "+1",
          "01",
          "'x'",
          "\"A");

  private static String row(RandomGenerator random) {
    List<String> fields = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      fields.add("\"area\": " + (1 + random.nextInt(9_000)));
    }
    int more = random.nextInt(5);
    for (int field = 0; field < more; field++) {
      // Fewer odd names than odd values: else no row gets as far as its values.
      String name = NAMES.get(random.nextInt(random.nextInt(6) == 0 ? NAMES.size() : 11));
      fields.add(
          random.nextInt(fields.size() + 1),
          "\"%s\":%s".formatted(name, VALUES.get(random.nextInt(VALUES.size()))));
    }
    return "{" + String.join(",", fields) + "}";
  }

  @Test
  void bothReadersAgreeOnRowsOfAnyKind() {
    Seeds.each(
        5_000,
        random -> {
          List<String> rows = new ArrayList<>();
          int count = random.nextInt(1, 4);
          for (int row = 0; row < count; row++) {
            rows.add(random.nextInt(40) == 0 ? "7" : row(random));
          }
          agree("[" + String.join(", ", rows) + "]");
        });
  }

  private static void agree(String list) {
    RowReader reader = new RowReader(RowReaderTest.INPUTS);
    JsonNode tree;
    try {
      tree = Json.parse(list.getBytes(StandardCharsets.UTF_8), "test");
    } catch (ProblemException e) {
      assertThat(parsed(list.getBytes(StandardCharsets.UTF_8))).as(list).isEmpty();
      return;
    }
    List<RowReader.Reading> readings = new ArrayList<>();
    tree.valueStream().forEach(row -> readings.add(reader.read(row, "")));
    Agreement.demand(RowReaderTest.INPUTS, list, readings);
  }

  private static Optional<RowParser.Rows> parsed(byte[] list) {
    try (JsonParser tokens = Json.tokens(list)) {
      tokens.nextToken();
      return new RowParser(RowReaderTest.INPUTS).parse(tokens, Integer.MAX_VALUE);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  @Test
  void bytesThatAreNoUtf8AreNoRows() {
    byte[] good = "[{\"area\":1,\"wall\":\"wood\"}]".getBytes(StandardCharsets.UTF_8);
    assertThat(parsed(good)).isPresent();
    for (int at = 0; at < good.length; at++) {
      byte[] broken = good.clone();
      broken[at] = (byte) 0xC3;

      assertThat(parsed(broken)).isEmpty();
    }
  }

  @Test
  void moreRowsThanAllowedAreNotInOrder() {
    byte[] three = "[{\"area\":1},{\"area\":2},{\"area\":3}]".getBytes(StandardCharsets.UTF_8);
    for (int most = 1; most < 5; most++) {
      try (JsonParser tokens = Json.tokens(three)) {
        tokens.nextToken();

        assertThat(new RowParser(RowReaderTest.INPUTS).parse(tokens, most).isPresent())
            .isEqualTo(most >= 3);
      }
    }
  }
}

package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// [RowParser] takes what [RowReader] takes, with the same values and warnings, and nothing else.
final class Agreement {
  private Agreement() {}

  /// @param readings what the reader makes of each record of the list
  static void demand(List<Property> inputs, String list, List<RowReader.Reading> readings) {
    boolean good =
        !readings.isEmpty()
            && readings.stream().allMatch(reading -> reading.violations().isEmpty());
    Optional<RowParser.Rows> parsed;
    try (JsonParser tokens = Json.tokens(list.getBytes(StandardCharsets.UTF_8))) {
      tokens.nextToken();
      parsed = new RowParser(inputs).parse(tokens, Integer.MAX_VALUE);
    }

    assertThat(parsed.isPresent()).as(list).isEqualTo(good);
    if (parsed.isPresent()) {
      List<Map<String, @Nullable Object>> values = new ArrayList<>();
      readings.forEach(reading -> values.add(reading.values()));
      assertThat(written(inputs, parsed.get().frame()))
          .as(list)
          .isEqualTo(written(inputs, RowReader.frame(inputs, values)));
      for (int row = 0; row < readings.size(); row++) {
        assertThat(parsed.get().warnings(row)).as(list).isEqualTo(readings.get(row).warnings());
      }
    }
  }

  private static Map<String, List<String>> written(List<Property> inputs, Frame frame) {
    Map<String, List<String>> written = new LinkedHashMap<>();
    for (Property input : inputs) {
      Frame.Column column = frame.column(input.name());
      List<String> cells = new ArrayList<>();
      for (int row = 0; row < frame.rows(); row++) {
        cells.add(
            switch (column) {
              case Frame.Numbers numbers ->
                  Long.toHexString(Double.doubleToRawLongBits(numbers.values()[row]));
              case Frame.Texts texts -> String.valueOf(texts.values()[row]);
              case Frame.Times times -> String.valueOf(times.values()[row]);
            });
      }
      written.put(input.name(), cells);
    }
    return written;
  }
}

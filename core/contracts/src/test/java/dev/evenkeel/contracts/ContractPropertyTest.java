package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContractPropertyTest {
  private static final String LETTERS =
      "aZ09 _-'\"\\/{}[]:#&*!|>%@`,?~\n\t\r\0\u0007\u007f\u0085\u00a0\u2028\ufeffäß価\uffff";

  @Test
  void readsWhatItWrote() {
    Seeds.each(
        2_000,
        random -> {
          Contract contract = contract(random);

          String yaml = ContractWriter.write(contract);

          assertThat(ContractReader.read(yaml, "written")).isEqualTo(contract);
        });
  }

  @Test
  void aBrokenDocumentIsAProblemAndNothingElse() {
    byte[] valid = ContractReaderTest.SALES.getBytes(StandardCharsets.UTF_8);
    Seeds.each(
        5_000,
        random -> {
          byte[] broken = valid.clone();
          for (int change = random.nextInt(1, 4); change > 0; change--) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
          }

          readOrRefuse(new String(broken, StandardCharsets.UTF_8));
        });
  }

  @Test
  void aDocumentCutOrDoubledAnywhereIsAProblemAndNothingElse() {
    String valid = ContractReaderTest.SALES;
    for (int at = 0; at < valid.length(); at++) {
      readOrRefuse(valid.substring(0, at));
      readOrRefuse(valid.substring(at) + valid.substring(0, at));
    }
  }

  private static void readOrRefuse(String yaml) {
    try {
      assertThat(ContractReader.read(yaml, "broken").properties()).isNotEmpty();
    } catch (ProblemException e) {
      assertThat(e.problem().what()).isNotBlank();
    }
  }

  private static Contract contract(RandomGenerator random) {
    List<Property> properties = new ArrayList<>();
    int columns = random.nextInt(1, 6);
    for (int column = 0; column < columns; column++) {
      properties.add(property(random, column + text(random)));
    }
    String id = List.of("sales", "null", "1", "true", "a.b-c_d").get(random.nextInt(5));
    return new Contract(id, "1." + text(random), text(random), text(random), "t", properties);
  }

  private static Property property(RandomGenerator random, String name) {
    List<LogicalType> types = List.of(LogicalType.values());
    LogicalType type = types.get(random.nextInt(types.size()));
    boolean isText = type == LogicalType.STRING;
    List<String> allowed =
        isText && random.nextBoolean()
            ? IntStream.range(0, random.nextInt(1, 5))
                .mapToObj(level -> text(random))
                .distinct()
                .toList()
            : List.of();
    return new Property(
        name,
        type,
        random.nextBoolean(),
        random.nextBoolean(),
        text(random),
        type.isTime() && random.nextBoolean() ? "yyyy-MM-dd HH:mm" : "",
        type.isNumeric() ? OptionalDouble.of(-random.nextInt(1000) / 7.0) : OptionalDouble.empty(),
        type.isNumeric() ? OptionalDouble.of(random.nextDouble() * 1e30) : OptionalDouble.empty(),
        isText && random.nextBoolean() ? OptionalInt.of(random.nextInt(9)) : OptionalInt.empty(),
        isText && random.nextBoolean()
            ? OptionalInt.of(random.nextInt(9, 99))
            : OptionalInt.empty(),
        isText && random.nextBoolean() ? "^[a-z#: ']{1,3}\\d$" : "",
        allowed,
        !allowed.isEmpty() && random.nextBoolean() ? Severity.WARNING : Severity.ERROR,
        random.nextBoolean() ? text(random) : "");
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}

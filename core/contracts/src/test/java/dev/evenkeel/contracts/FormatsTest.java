package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  @ParameterizedTest
  @CsvSource({
    "930104, DATE, yyMMdd, 1993-01-04T00:00:00Z",
    "690101, DATE, yyMMdd, 1969-01-01T00:00:00Z",
    "681231, DATE, yyMMdd, 2068-12-31T00:00:00Z",
    "000229, DATE, yyMMdd, 2000-02-29T00:00:00Z",
    "4/1/1993, DATE, d/M/yyyy, 1993-01-04T00:00:00Z",
    "4 Jan 1993, DATE, d MMM yyyy, 1993-01-04T00:00:00Z",
    "19930104 17:05:09, TIMESTAMP, yyyyMMdd HH:mm:ss, 1993-01-04T17:05:09Z",
    "1993-01-04T17:05:09.123, TIMESTAMP, yyyy-MM-ddTHH:mm:ss.SSS, 1993-01-04T17:05:09.123Z",
    "1993-01-04, DATE, '', 1993-01-04T00:00:00Z",
    "1993-01-04, TIMESTAMP, '', 1993-01-04T00:00:00Z",
    "1993-01-04 17:05, TIMESTAMP, '', 1993-01-04T17:05:00Z",
    "1993-01-04T17:05:09.123456, TIMESTAMP, '', 1993-01-04T17:05:09.123456Z",
    "1993-01-04T17:05:09Z, TIMESTAMP, '', 1993-01-04T17:05:09Z",
    "1993-01-04T17:05:09+02:30, TIMESTAMP, '', 1993-01-04T14:35:09Z",
    "1993-01-04T17:05:09-05, TIMESTAMP, '', 1993-01-04T22:05:09Z",
    "1960-01-04T00:00:00.000001Z, TIMESTAMP, '', 1960-01-04T00:00:00.000001Z",
  })
  void readsATimeInUtc(String text, LogicalType type, String format, Instant expected) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, expected);

    assertThat(Formats.parse(text, type, format)).hasValue(micros);
  }

  @ParameterizedTest
  @CsvSource({
    "930230, DATE, yyMMdd",
    "93014, DATE, yyMMdd",
    "1930104, DATE, yyMMdd",
    "'', DATE, yyMMdd",
    "-30104, DATE, yyMMdd",
    "９３０１０４, DATE, yyMMdd",
    "1993-02-29, DATE, ''",
    "1993-1-4, DATE, ''",
    "infinity, TIMESTAMP, ''",
    "1993-01-04T24:00:00, TIMESTAMP, ''",
    "1993-01-04T17:05:60, TIMESTAMP, ''",
    "1993-01-04T17:05:09 Europe/Berlin, TIMESTAMP, ''",
    "04.01.1993, TIMESTAMP, ''",
  })
  void whatIsNoSuchTimeIsEmpty(String text, LogicalType type, String format) {
    assertThat(Formats.parse(text, type, format)).isEmpty();
  }

  @Test
  void readsWhatItPrinted() {
    Seeds.each(
        2_000,
        random -> {
          long micros = random.nextLong(-1_000_000_000_000_000L, 2_000_000_000_000_000L);
          long seconds = Math.floorDiv(micros, 1_000_000L) * 1_000_000L;

          String iso = Formats.print(micros, LogicalType.TIMESTAMP, "");
          String own = Formats.print(seconds, LogicalType.TIMESTAMP, "dd.MM.yyyy HH:mm:ss");

          assertThat(Formats.parse(iso, LogicalType.TIMESTAMP, "")).hasValue(micros);
          assertThat(Formats.parse(own, LogicalType.TIMESTAMP, "dd.MM.yyyy HH:mm:ss"))
              .hasValue(seconds);
        });
  }

  @Test
  void randomTextsAreATimeOrNone() {
    String letters = "0123456789-:TZ+. ";
    Seeds.each(
        5_000,
        random -> {
          StringBuilder text = new StringBuilder("1993-01-04T17:05:09+02:30");
          text.setCharAt(
              random.nextInt(text.length()), letters.charAt(random.nextInt(letters.length())));
          text.setLength(random.nextInt(text.length() + 1));

          Formats.parse(text.toString(), LogicalType.TIMESTAMP, "")
              .ifPresent(
                  micros -> assertThat(Math.abs(micros)).isLessThan(300_000_000_000_000_000L));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "yyMMdd, %y%m%d",
    "d/M/yyyy, %d/%m/%Y",
    "d MMM yyyy, %d %b %Y",
    "yyyy-MM-ddTHH:mm:ss.SSS, %Y-%m-%dT%H:%M:%S.%g",
    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS, %Y-%m-%dT%H:%M:%S.%f",
  })
  void saysItForStrptime(String format, String strptime) {
    assertThat(Formats.strptime(format.replace("\"", ""))).isEqualTo(strptime);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"YYMMDD", "yyy", "dd.MM.yyyy G", "hh:mm a", "ddd", "yyyy-MM-ddTHH:mm:ssZ"})
  void lettersThatEnginesReadDifferentlyAreRefused(String format) {
    Problem problem = Problems.of(() -> Formats.strptime(format));

    assertThat(problem.what()).contains(format);
    assertThat(problem.expected()).contains("yyyy");
  }
}

package dev.evenkeel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConstraintsTest {
  @TempDir private Path folder;

  private Constructor<?> constructor(String property) throws Exception {
    String yaml =
        GeneratorTest.HEAD
            + "  - name: rows\n    logicalType: object\n    properties:\n      - {name: v, "
            + property
            + "}\n";
    ClassLoader loader = GeneratorTest.compile(GeneratorTest.generate(yaml), folder);
    return loader.loadClass("shop.Rows").getDeclaredConstructors()[0];
  }

  /// What the constructor says of a value; empty when it takes it.
  private static String refusal(Constructor<?> constructor, @Nullable Object value)
      throws ReflectiveOperationException {
    try {
      constructor.newInstance(value);
      return "";
    } catch (InvocationTargetException e) {
      assertThat(e.getTargetException()).isInstanceOf(IllegalArgumentException.class);
      return String.valueOf(e.getTargetException().getMessage());
    }
  }

  private static Arguments each(String property, Object good, Object bad, String message) {
    return Arguments.of(property, good, bad, "`rows.v" + message);
  }

  private static String text(String options) {
    return "logicalType: string, logicalTypeOptions: {%s}".formatted(options);
  }

  static Stream<Arguments> values() {
    String day = "logicalType: date, logicalTypeOptions: ";
    return Stream.of(
        each(text("pattern: '^[A-Z]{2}\\d$'"), "AB1", "AB\u0661", "` must match ^[A-Z]{2}\\d$"),
        each(text("pattern: '^(?:a+)+$'"), "aaa", "a".repeat(60) + "b", "` must match ^(?:a+)+$"),
        each(text("pattern: '^.$'"), "😀", "😀😀", "` must match ^.$"),
        each(text("pattern: '(?<=€)1'"), "€1", "$1", "` must match (?<=€)1"),
        each(text("format: email"), "a@b.c", "a", "` must be of the format email"),
        each(text("format: uri"), "x:y", "x", "` must be of the format uri"),
        each(text("format: hostname"), "x.y", "x y", "` must be of the format hostname"),
        each(text("format: ipv4"), "1.2.3.4", "1.2.3.400", "` must be of the format ipv4"),
        each(text("format: ipv6"), "::", "::g", "` must be of the format ipv6"),
        each(text("format: byte"), "YQ==", "YQ=", "` must be of the format byte"),
        each(text("maxLength: 2"), "😀😀", "abc", "` must have at most 2 characters"),
        each(
            day + "{minimum: '2020-02-29'}",
            LocalDate.of(2020, 2, 29),
            LocalDate.of(2020, 2, 28),
            "` must be at least 2020-02-29"),
        each(
            day + "{exclusiveMaximum: '01.03.2020', format: dd.MM.yyyy}",
            LocalDate.of(2020, 2, 29),
            LocalDate.of(2020, 3, 1),
            "` must be less than 01.03.2020"),
        each(
            "logicalType: timestamp, logicalTypeOptions: {maximum: '2020-01-01T10:00:00Z'}",
            LocalDateTime.of(2020, 1, 1, 10, 0),
            LocalDateTime.of(2020, 1, 1, 10, 0, 0, 1000),
            "` must be at most 2020-01-01T10:00:00Z"),
        each(
            "logicalType: timestamp, logicalTypeOptions: {timezone: true, exclusiveMinimum: '2020-01-01T10:00:00+02:00'}",
            Instant.parse("2020-01-01T08:00:01Z"),
            Instant.parse("2020-01-01T08:00:00Z"),
            "` must be more than 2020-01-01T10:00:00+02:00"),
        each(
            "logicalType: time, logicalTypeOptions: {minimum: '08:30:00'}",
            LocalTime.of(8, 30),
            LocalTime.of(8, 29),
            "` must be at least 08:30:00"),
        each(
            "logicalType: date, enum: [{value: '2020-01-01'}, {value: '2020-01-03'}]",
            LocalDate.of(2020, 1, 1),
            LocalDate.of(2020, 1, 2),
            "` must be one of the values that the contract lists"),
        each(
            "logicalType: boolean, enum: [{value: true}]",
            true,
            false,
            "` must be one of the values that the contract lists"),
        each(
            "logicalType: integer, logicalTypeOptions: {multipleOf: 2}",
            9_007_199_254_740_994L,
            9_007_199_254_740_993L,
            "` must be a multiple of 2"),
        each(
            "logicalType: number, logicalTypeOptions: {multipleOf: 0.1}",
            0.3,
            0.35,
            "` must be a multiple of 0.1"),
        each(
            "logicalType: number, logicalTypeOptions: {multipleOf: 0.1}",
            -0.3,
            Double.NaN,
            "` must be a multiple of 0.1"),
        each(
            "logicalType: number, physicalType: 'DECIMAL(9,2)', logicalTypeOptions: {multipleOf: 0.25}",
            new BigDecimal("1.50"),
            new BigDecimal("1.51"),
            "` must be a multiple of 0.25"),
        each(
            "logicalType: number, physicalType: 'numeric( 4, 2 )'",
            new BigDecimal("99.990"),
            new BigDecimal("100"),
            "` must fit numeric( 4, 2 )"),
        each(
            "logicalType: integer, logicalTypeOptions: {format: u8}",
            (short) 255,
            (short) 256,
            "` must fit u8"),
        each(
            "logicalType: integer, logicalTypeOptions: {format: u64}",
            new BigInteger("18446744073709551615"),
            new BigInteger("18446744073709551616"),
            "` must fit u64"),
        each(
            "logicalType: array, logicalTypeOptions: {uniqueItems: true}, items: {logicalType: string}",
            List.of("a", "b"),
            List.of("a", "a"),
            "` must not have an item twice"),
        each(
            "logicalType: array, logicalTypeOptions: {minItems: 1, maxItems: 2}, items: {logicalType: string}",
            List.of("a"),
            List.of("a", "b", "c"),
            "` must have at most 2 items"),
        each(
            "logicalType: array, items: {logicalType: array, items: {logicalType: integer, logicalTypeOptions: {minimum: 1}}}",
            List.of(List.of(1L)),
            List.of(List.of(1L), List.of(2L, 0L)),
            "[][]` must be at least 1"),
        each(
            "logicalType: map, map: {key: {logicalType: string, logicalTypeOptions: {pattern: '^k'}}, value: {logicalType: integer}}",
            Map.of("k", 1L),
            Map.of("x", 1L),
            ".key` must match ^k"),
        each(
            "logicalType: map, map: {key: {logicalType: string}, value: {logicalType: number, logicalTypeOptions: {maximum: 1}}}",
            Map.of("k", 1.0),
            Map.of("k", 1.5),
            ".value` must be at most 1"),
        each(
            "logicalType: vector, logicalTypeOptions: {dimensions: 2, normalized: true}",
            new float[] {0.6f, 0.8f},
            new float[] {0.6f, 0.9f},
            "` must be of length 1"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void refusesWhatTheContractDoesNotAllow(String property, Object good, Object bad, String message)
      throws Exception {
    Constructor<?> required = constructor("required: true, " + property);

    assertThat(refusal(required, good)).isEmpty();
    assertThat(refusal(required, bad)).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("values")
  void takesWhatIsNotThere(String property, Object good, Object bad, String message)
      throws Exception {
    Constructor<?> optional = constructor(property);

    assertThat(refusal(optional, null)).isEmpty();
    assertThat(refusal(optional, good)).isEmpty();
    assertThat(refusal(optional, bad)).isEqualTo(message);
  }

  @Test
  void countsThePropertiesOfAnObject() throws Exception {
    Constructor<?> rows =
        constructor(
            "logicalType: object, logicalTypeOptions: {minProperties: 2, required: [b]}, properties: [{name: a, logicalType: integer, required: true}, {name: b, logicalType: string}, {name: c, logicalType: string}]");
    Constructor<?> inner = rows.getParameterTypes()[0].getDeclaredConstructors()[0];

    assertThat(refusal(rows, inner.newInstance(1L, "b", null))).isEmpty();
    assertThat(refusal(rows, inner.newInstance(1L, null, "c")))
        .isEqualTo("`rows.v` must have the property b");
    assertThat(refusal(rows, inner.newInstance(1L, null, null)))
        .isEqualTo("`rows.v` must have at least 2 properties");
  }

  @Test
  void tellsInTheCommentWhatItDoesNotCheck() {
    String yaml =
        GeneratorTest.HEAD
            + """
              - name: rows
                logicalType: object
                quality: [{metric: rowCount, mustBeGreaterThan: 0}]
                properties:
                  - {name: id, logicalType: string, unique: true, logicalTypeOptions: {pattern: '(a)|\\1'}}
                  - {name: code, logicalType: string, physicalType: VARCHAR(9), logicalTypeOptions: {format: isbn}}
                  - {name: day, logicalType: date, logicalTypeOptions: {minimum: soon}, quality: [{metric: nullValues, mustBe: 0}]}
                  - {name: fine, logicalType: string, logicalTypeOptions: {pattern: a}}
            """;

    String source = GeneratorTest.generate(yaml).getFirst().toString();

    assertThat(source.lines().filter(line -> line.contains("<li>")).map(String::strip))
        .containsExactly(
            "* <li>rules of quality of `rows`",
            "* <li>a pattern that engines would read differently of `rows.id`",
            "* <li>`rows.id` is unique",
            "* <li>the format isbn of `rows.code`",
            "* <li>the physical type VARCHAR(9) of `rows.code`",
            "* <li>the bound soon of `rows.day`",
            "* <li>rules of quality of `rows.day`");
  }
}

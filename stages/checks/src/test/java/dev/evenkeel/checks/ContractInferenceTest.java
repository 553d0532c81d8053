package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.lint.Lint;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.odcs.DocumentWriter;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contracts drafted from real files hold for them.
class ContractInferenceTest {
  @TempDir Path folder;

  private TableFile file(TableFile.Format format, String select) {
    return TestTables.file(folder, format, "t", select);
  }

  private TableFile csv(String text) throws IOException {
    return TableFile.of(Files.writeString(folder.resolve("t.csv"), text), Optional.empty());
  }

  /// Drafts, and demands what every draft promises: no finding, every rule holds, and it reads as
  /// it is written.
  private static Document draft(TableFile file) {
    ContractInference.Draft draft = new ContractInference("c", "").draft(Map.of("t", file));
    assertThat(Lint.check(draft.yaml(), "draft", Mode.STRICT)).isEmpty();
    Document read = DocumentReader.read(draft.yaml(), "draft", Mode.STRICT);
    assertThat(read).isEqualTo(draft.document());
    assertThat(DocumentWriter.write(read)).isEqualTo(draft.yaml());
    CheckReport report = new TableCheck(read, Map.of("t", file), Instant.EPOCH).run("t");
    assertThat(report.results())
        .as(draft.yaml())
        .allSatisfy(
            result -> assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED));
    return read;
  }

  private static SchemaProperty property(Document document, String name) {
    return document.schema().getFirst().properties().stream()
        .filter(property -> property.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no property " + name));
  }

  private static TypeOptions options(Document document, String name) {
    return property(document, name).logicalTypeOptions().orElseThrow();
  }

  private static final String ORDERS =
      """
      select i as order_id, (['new', 'paid', 'sent'])[1 + i % 3] as state,
        case when i % 50 = 0 then null else round(10 + (i * 7919 % 1000) / 10.0, 2) end as amount,
        date '2026-01-01' + (i % 300)::integer as day, timestamp '2026-01-01 00:00:00' + to_minutes(i) as at,
        i % 2 = 0 as gift, 'person' || i || '@example.org' as contact,
        '10.0.' || (i % 200) || '.' || (i % 7) as host,
        'DE' || lpad((i * 31 % 100000)::varchar, 5, '0') as zip,
        format('{:08x}-0000-4000-8000-{:012x}', i, i) as ticket,
        'https://example.org/' || i as link, -5000000000 + i as balance
      from range(2000) r(i)
      """;

  @ParameterizedTest
  @EnumSource
  void findsWhatTheColumnsOfEachFormatHave(TableFile.Format format) {
    Document document = draft(file(format, ORDERS));

    assertThat(property(document, "order_id"))
        .returns("integer", SchemaProperty::logicalType)
        .returns(true, SchemaProperty::primaryKey)
        .returns(true, SchemaProperty::required);
    assertThat(options(document, "order_id"))
        .returns("i32", TypeOptions::format)
        .returns(Optional.empty(), TypeOptions::maximum);
    assertThat(property(document, "state").enumValues())
        .extracting(value -> value.value())
        .containsExactly("new", "paid", "sent");
    SchemaProperty amount = property(document, "amount");
    assertThat(amount)
        .returns("number", SchemaProperty::logicalType)
        .returns(false, SchemaProperty::required);
    // 40 of 2,000: Wilson's upper end is 2.71 %.
    assertThat(amount.quality().getFirst().mustBeLessOrEqualTo()).contains(new BigDecimal("2.8"));
    assertThat(options(document, "amount").maximum().map(Object::toString)).contains("160");
    assertThat(property(document, "day").logicalType()).isEqualTo("date");
    assertThat(property(document, "at").logicalType()).isEqualTo("timestamp");
    assertThat(property(document, "gift").logicalType()).isEqualTo("boolean");
    assertThat(options(document, "contact").format()).isEqualTo("email");
    assertThat(property(document, "contact").classification()).isEqualTo("confidential");
    assertThat(options(document, "host").format()).isEqualTo("ipv4");
    assertThat(options(document, "ticket").format()).isEqualTo("uuid");
    assertThat(options(document, "link").format()).isEqualTo("uri");
    assertThat(options(document, "balance").format()).isEqualTo("i64");
    assertThat(property(document, "zip").logicalType()).isEqualTo("string");
    assertThat(options(document, "zip").maxLength()).hasValue(7);
    assertThat(property(document, "state").classification()).isEmpty();
  }

  @Test
  void marksEveryGuessWithWhatSpeaksForIt() {
    Document document = draft(file(TableFile.Format.PARQUET, ORDERS));

    assertThat(document.status()).isEqualTo("draft");
    assertThat(document.schema().getFirst().properties())
        .allSatisfy(property ->
            assertThat(property.customProperties().getFirst().property()).isEqualTo("inferred"));
    // 2000 / (2000 + 1.96²)
    assertThat(property(document, "state").customProperties().getFirst().value().orElseThrow())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("enum", new BigDecimal("0.998"));
  }

  @Test
  void keepsWhatOnlyLooksLikeANumberOrCannotBeTold() throws IOException {
    Document document =
        draft(
            csv(
                """
                plz,day,us,clock,mixed,empty,german
                01067,03/04/2026,03/14/2026,12:30:00,1,,31.12.2025
                80331,05/06/2026,04/01/2026,23:59:59,x,,01.01.2026
                """));

    assertThat(property(document, "plz").logicalType()).isEqualTo("string");
    assertThat(property(document, "day").logicalType()).isEqualTo("string");
    assertThat(property(document, "day").customProperties().toString()).contains("dd/MM/yyyy or");
    assertThat(options(document, "us").format()).isEqualTo("MM/dd/yyyy");
    assertThat(property(document, "clock").logicalType()).isEqualTo("time");
    assertThat(property(document, "mixed").logicalType()).isEqualTo("string");
    assertThat(property(document, "empty").logicalType()).isEmpty();
    assertThat(options(document, "german").format()).isEqualTo("dd.MM.yyyy");
  }

  @Test
  void looksAtAllRowsAndNotAtTheFirstOnly() {
    Document document =
        draft(
            file(
                TableFile.Format.CSV,
                "select case when i = 59999 then 'late' else i::varchar end as n, i as rest from range(60000) r(i)"));

    assertThat(property(document, "n").logicalType()).isEqualTo("string");
    assertThat(property(document, "rest").logicalType()).isEqualTo("integer");
  }

  @Test
  void describesWhatIsInsideOfColumns() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.jsonl"),
            """
            {"tags":["a"],"place":{"city":"Rome","at":{"lat":1.5}},"lines":[{"sku":"a","n":1}],"any":1}
            {"tags":[],"place":null,"lines":[],"any":"x"}
            """);
    Document document = draft(TableFile.of(file, Optional.empty()));

    assertThat(property(document, "tags").items().orElseThrow().logicalType()).isEqualTo("string");
    assertThat(property(document, "place").properties())
        .extracting(SchemaProperty::name)
        .containsExactly("city", "at");
    assertThat(property(document, "lines").items().orElseThrow().properties())
        .extracting(SchemaProperty::logicalType)
        .containsExactly("string", "integer");
    assertThat(property(document, "any").logicalType()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\"\"b\"",
        "\"a,b\"",
        "\"'; drop table t; --\"",
        "<script>",
        "a.b",
        "[]",
        "{key}",
        "null",
        "true",
        "- x",
        "# x",
        "ключ",
        "\"a\nb\"",
        "${HOME}",
        "item1",
        "%s",
        "👩‍🔧",
        "\u202Eabc",
        "*",
        "&a",
        "!!x",
        "column0"
      })
  void takesHostileNames(String header) throws IOException {
    Document document = draft(csv(header + ",other\n1,2\n3,4\n"));

    assertThat(document.schema().getFirst().properties()).hasSize(2);
  }

  @Test
  void anEmptyTableDemandsNothing() throws IOException {
    Document document = draft(csv("a,b\n"));

    assertThat(document.schema().getFirst().properties())
        .allSatisfy(property -> assertThat(property.required()).isFalse());
    assertThat(document.schema().getFirst().quality()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24
      })
  void holdsForRandomTables(long seed) {
    Random random = new Random(seed);
    List<String> columns = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int index = 0; index < count; index++) {
      int shape = random.nextInt(EXPRESSIONS.size());
      String value = EXPRESSIONS.get(shape);
      int missing = random.nextInt(4) == 0 ? 1 + random.nextInt(100) : 0;
      String cell =
          missing == 0
              ? value
              : "case when hash(i + %d) %% 100 < %d then null else %s end"
                  .formatted(index, missing, value);
      columns.add("%s as %s".formatted(cell, DuckDb.name("c%d \"%d".formatted(index, shape))));
    }
    int rows = (int) Math.pow(10, random.nextInt(5));
    String select = "select %s from range(%d) r(i)".formatted(String.join(", ", columns), rows);
    for (TableFile.Format format : TableFile.Format.values()) {
      Document document = draft(file(format, select));

      assertThat(document.schema().getFirst().properties()).hasSize(count);
    }
  }

  private static final List<String> EXPRESSIONS =
      List.of(
          "i",
          "-i",
          "(hash(i) % 7)::integer",
          "(hash(i) % 5)::varchar",
          "hash(i)::varchar",
          "(hash(i) % 1000)::double / 7",
          "(hash(i) % 100000)::decimal(12,3) / 1000",
          "case when i % 97 = 0 then 'nan'::double else i::double end",
          "case when i % 97 = 0 then 'inf'::float else i::float end",
          "170141183460469231731687303715884105727::hugeint - i",
          "18446744073709551615::ubigint - i",
          "i % 3 = 0",
          "date '1890-01-01' + (hash(i) % 90000)::integer",
          "timestamp '2020-01-01' + to_microseconds((hash(i) % 1000000000000)::bigint)",
          "timestamptz '2020-01-01 00:00:00+00' + to_minutes(i)",
          "time '00:00:00' + to_seconds((i % 86400)::integer)",
          "chr((32 + hash(i) % 55000)::integer)",
          "repeat('ä', (hash(i) % 40)::integer)",
          "(['yes', 'no', 'true', '', ' '])[1 + (hash(i) % 5)::integer]",
          "'x' || i || '@example.org'",
          "md5(i::varchar)",
          "uuid()",
          "'0x' || i",
          "lpad(i::varchar, 6, '0')",
          "i || ',5'",
          "strftime(date '2020-01-01' + (hash(i) % 900)::integer, '%d.%m.%Y')",
          "strftime(date '2020-01-01' + (hash(i) % 900)::integer, '%d/%m/%Y')");

  /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void boundsSharesAsWilsonDid(long hits, long all, double low, double high) {
    Wilson wilson = Wilson.of(hits, all);

    assertThat(wilson.low()).isCloseTo(low, Offset.offset(0.00005));
    assertThat(wilson.high()).isCloseTo(high, Offset.offset(0.00005));
  }

  @ParameterizedTest
  @CsvSource({
    "134.95, CEILING, 140",
    "-134.95, FLOOR, -140",
    "0.0123, CEILING, 0.013",
    "0.5, CEILING, 0.5",
    "98765, CEILING, 99000",
    "0, FLOOR, 0"
  })
  void roundsBoundsAwayFromTheData(BigDecimal bound, RoundingMode direction, String rounded) {
    assertThat(ColumnDraft.outward(bound, direction)).hasToString(rounded);
  }

  @Test
  void takesTypesOfTheEngineApart() {
    ColumnType type =
        ColumnType.of(
            "STRUCT(\"a \"\"b\" DECIMAL(12,3)[], m MAP(VARCHAR, ENUM('x)', 'y''(')), d TIMESTAMP WITH TIME ZONE)[3]");

    assertThat(type.logicalType()).isEqualTo("array");
    ColumnType struct = type.members().getFirst().type();
    assertThat(struct.members())
        .extracting(ColumnType.Member::name)
        .containsExactly("a \"b", "m", "d");
    assertThat(struct.members())
        .extracting(member -> member.type().logicalType())
        .containsExactly("array", "map", "timestamp");
    assertThat(struct.members().get(1).type().members().getLast().type().logicalType())
        .isEqualTo("string");
  }
}

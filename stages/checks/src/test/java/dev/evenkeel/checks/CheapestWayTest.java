package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A Parquet file is measured by its footer, by frequent values and by proofs; lines of JSON have
/// none of these. Both must come to the same numbers.
class CheapestWayTest {
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

  private static final String RULES =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: c
      version: 1.0.0
      schema:
        - name: t
          properties:
            - {name: id, logicalType: integer, required: true, unique: true, logicalTypeOptions: {format: i32, minimum: 0, maximum: 59999}}
            - {name: wide, logicalType: integer, unique: true, logicalTypeOptions: {format: i64}}
            - {name: small, logicalType: integer, logicalTypeOptions: {format: i8, exclusiveMinimum: 0, exclusiveMaximum: 21}}
            - {name: none, logicalType: string, required: true, logicalTypeOptions: {minLength: 3, pattern: "^x"}}
            - name: code
              logicalType: string
              required: true
              logicalTypeOptions: {minLength: 2, maxLength: 5, pattern: "^[a-z]+$"}
              quality:
                - {metric: invalidValues, arguments: {validValues: [gas, oil, wood]}, mustBe: 0}
                - {metric: missingValues, arguments: {missingValues: ["-", null]}, mustBe: 0}
                - {metric: nullValues, mustBeLessThan: 1, unit: percent}
                - {metric: duplicateValues, mustBeLessThan: 10}
            - name: name
              logicalType: string
              unique: true
              logicalTypeOptions: {maxLength: 8, pattern: "^[0-9a-f]+$"}
              quality:
                - {metric: duplicateValues, mustBe: 0, unit: percent}
            - {name: day, logicalType: date, logicalTypeOptions: {minimum: "2020-01-01", maximum: "2020-06-30"}}
          quality:
            - {metric: duplicateValues, arguments: {properties: [code, day]}, mustBe: 0}
            - {metric: duplicateValues, arguments: {properties: [id, code]}, mustBe: 0}
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectory(folder.resolve("bad"));
  }

  private CheckReport check(Document document, TableFile file) {
    return new TableCheck(document, Map.of("t", file), NOW)
        .quarantining(folder.resolve("bad"), false)
        .run("t");
  }

  private static Document document(String yaml) {
    return DocumentReader.read(yaml, "c.yaml", Mode.STRICT);
  }

  private TableFile file(TableFile.Format format, String select) {
    return TestTables.file(folder, format, "t", select);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 60000",
    "2, 7, 60000",
    "3, 1000, 60000",
    "4, 3, 90",
    "5, 0, 0",
    "6, 1, 60000",
    "7, 5, 150000"
  })
  void agreesWithAPassOverTheRows(int seed, int broken, int rows) {
    // One row in a thousand is broken, with `broken` thousandths of all.
    String select =
        """
        select
          cast(case when bad then i // 2 else i end as integer) as id,
          cast(i * 1000003 %% 900000007 as bigint) * 1000000007 as wide,
          cast(case when bad then 21 else 1 + h %% 20 end as integer) as small,
          cast(null as varchar) as none,
          case when bad and h %% 3 = 0 then null when bad then '-' else ['gas', 'oil', 'wood'][1 + cast(h %% 3 as integer)] end as code,
          case when bad then 'zwölf Zeichen' else printf('%%x', i) end as name,
          date '2020-01-01' + cast(case when bad then 182 else h %% 182 end as integer) as day
        from (
          select i, hash(i + %1$d) as h, hash(i * 31 + %1$d) %% 1000 < %2$d as bad from range(%3$d) t(i)
        )
        """
            .formatted(seed, broken, rows);
    Document document = document(RULES);

    CheckReport footer = check(document, file(TableFile.Format.PARQUET, select));
    CheckReport pass = check(document, file(TableFile.Format.JSON_LINES, select));

    assertThat(footer.rows()).isEqualTo(rows);
    if (rows > 0) {
      assertThat(footer.results()).usingRecursiveComparison().isEqualTo(pass.results());
      assertThat(reasons(footer)).isEqualTo(reasons(pass)).hasSizeGreaterThanOrEqualTo(1);
    }
    assertThat(footer.results()).noneMatch(result -> result.outcome() == Outcome.ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "tinyint, -128, 250",
    "utinyint, 0, 256",
    "smallint, -32768, 60000",
    "bigint, -30000, 60000",
    "bigint, -9223372036854775808, 60000",
    "bigint, 9223372036854715807, 60000",
    "ubigint, 9223372036854775000, 60000"
  })
  void findsNumbersThatStandTwiceWhereverTheyLie(String type, String low, int rows) {
    // Scattered, and the last of them once more, as is one in the middle.
    String select =
        """
        select cast(cast(%2$s as hugeint) + n as %1$s) as id, case when n = 5 then null else 1 end as one
        from (
          select (i * 7919) %% %3$d as n from range(%3$d) t(i)
          union all select %3$d - 1 union all select %3$d // 2
        )
        """
            .formatted(type, low, rows);
    String contract =
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: c
        version: 1.0.0
        schema:
          - name: t
            properties:
              - {name: id, logicalType: integer, unique: true}
        """;
    TableFile file = file(TableFile.Format.PARQUET, select);

    CheckReport alone = check(document(contract), file);
    assertThat(reasons(alone)).isEqualTo(Map.of("id: stands more than once", 4L));

    // When another rule is known to be broken, the proof that none stands twice is left out.
    CheckReport beside =
        check(
            document(
                contract
                    + "      - {name: one, logicalType: integer, required: true, logicalTypeOptions: {multipleOf: 1}}"),
            file);
    assertThat(reasons(beside))
        .isEqualTo(Map.of("id: stands more than once", 4L, "one: is missing", 1L));
    assertThat(beside.results()).containsAll(alone.results());
    assertThat(alone.results())
        .extracting(RuleResult::reason)
        .contains("2 values stand more than once, in 2 rows too many");
  }

  @Test
  void countsMissingValuesOfTheColumnThatIsMeant() {
    Document document =
        document(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema:
              - name: t
                properties:
                  - {name: a, logicalType: object, required: true}
                  - {name: "a, b", logicalType: integer, required: true}
                  - {name: a.b, logicalType: integer, required: true}
                  - {name: b, logicalType: integer, required: true}
            """);
    String select =
        "select case when i < 9 then {'b': nullif(i, 3)} end as a, nullif(i % 2, 0) as \"a, b\", nullif(i, 7) as \"a.b\", i as b from range(10) t(i)";

    CheckReport report = check(document, file(TableFile.Format.PARQUET, select));

    assertThat(report.nulls()).isEqualTo(Map.of("a", 1L, "a, b", 5L, "a.b", 1L, "b", 0L));
  }

  /// How many bad rows have each reason.
  private Map<String, Long> reasons(CheckReport report) {
    Path file = report.quarantined().orElseThrow().file();
    try (DuckDb duck = new DuckDb(folder)) {
      TableSource source = TableSource.open(duck, TableFile.of(file, Optional.empty()));
      return duck.query(
          "select reason, count(*) from (select unnest(\"~reasons\") as reason from %s) group by reason"
              .formatted(source.typedRelation()),
          rows -> {
            Map<String, Long> counts = new TreeMap<>();
            while (rows.next()) {
              counts.put(rows.getString(1), rows.getLong(2));
            }
            return counts;
          });
    }
  }

  @Test
  void aNumberThatIsNoneIsOutsideOfBoundsAlthoughTheFooterLeavesItOut() throws IOException {
    Path file = folder.resolve("nan.parquet");
    // Written by Arrow, whose footer says that the largest of 1, NaN and 3 is 3.
    try (InputStream bytes =
        Objects.requireNonNull(
            CheapestWayTest.class.getResourceAsStream("nan-not-in-the-footer.parquet"))) {
      Files.copy(bytes, file);
    }
    Document document =
        document(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema:
              - name: t
                properties:
                  - {name: a, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 10}}
            """);

    CheckReport report = check(document, TableFile.of(file, Optional.empty()));

    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void zerosAndNumbersThatAreNoneAreOneKeyEach() {
    Document document =
        document(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema:
              - name: t
                properties:
                  - {name: a, logicalType: number, unique: true}
            """);
    for (List<String> values :
        List.of(List.of("0.0", "-0.0"), List.of("'nan'", "'-nan'"), List.of("1.5", "1.50"))) {
      String select =
          "select unnest([cast(%s as double), cast(%s as double)]) as a"
              .formatted(values.get(0), values.get(1));
      assertThat(check(document, file(TableFile.Format.PARQUET, select)).outcome())
          .as("%s", values)
          .isEqualTo(Outcome.FAILED);
    }
  }
}

package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rows that break rules, in a file of their own.
class BadRowsTest {
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: c
      version: 1.0.0
      schema:
        - name: sales
          properties:
            - {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
            - {name: mail, logicalType: string, classification: confidential, logicalTypeOptions: {pattern: "@"}}
            - {name: fuel, logicalType: string, enum: [{value: gas}, {value: oil}], classification: public}
            - {name: area, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 100}}
            - name: shop
              logicalType: integer
              relationships: [{to: shops.id}]
              quality:
                - {metric: nullValues, mustBeLessThan: 5}
        - name: shops
          properties:
            - {name: id, logicalType: integer, unique: true}
      """;

  private static final String SALES =
      """
      select * from (values
        (1, 'a@x', 'gas', 10.5, 1),
        (2, 'nobody', 'coal', 10, 1),
        (3, 'c@x', 'oil', 200, 2),
        (3, 'd@x', 'oil', 20, null),
        (null, 'e@x', null, 20, 9),
        (6, null, 'gas', null, 2)) as t(id, mail, fuel, area, shop)
      """;

  @TempDir Path folder;

  private TableFile file(TableFile.Format format, String name, String select) {
    return TestTables.file(folder, format, name, select);
  }

  private static Document document() {
    return DocumentReader.read(CONTRACT, "c.yaml", Mode.STRICT);
  }

  private List<String> lines(Path file, String expression) {
    try (DuckDb duck = new DuckDb(folder)) {
      TableSource source = TableSource.open(duck, TableFile.of(file, Optional.empty()));
      return duck.query(
          "select %s from %s order by all".formatted(expression, source.typedRelation()),
          rows -> {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
              lines.add(rows.getString(1));
            }
            return lines;
          });
    }
  }

  private CheckReport checked(TableFile.Format format, boolean isUnmasked) {
    Map<String, TableFile> tables =
        Map.of(
            "sales",
            file(format, "sales-in", SALES),
            "shops",
            file(format, "shops-in", "select unnest([1, 2]) as id"));
    List<CheckReport> reports =
        new TableCheck(document(), tables, NOW)
            .quarantining(folder, isUnmasked)
            .run(List.of("shops", "sales"));
    assertThat(reports.getFirst().quarantined()).isEmpty();
    return reports.getLast();
  }

  @ParameterizedTest
  @EnumSource
  void eachBadRowHasAllItsReasonsInTheFormatThatItCameIn(TableFile.Format format) {
    CheckReport.Quarantined quarantined = checked(format, false).quarantined().orElseThrow();

    assertThat(quarantined.rows()).isEqualTo(4);
    assertThat(quarantined.file()).isEqualTo(folder.resolve("sales." + format.written()));
    String reasons =
        format == TableFile.Format.CSV ? "\"~reasons\"" : "array_to_string(\"~reasons\", '; ')";
    String id = "coalesce(cast(id as varchar), '-')";
    assertThat(lines(quarantined.file(), "concat_ws(' ', %s, %s)".formatted(id, reasons)))
        .containsExactly(
            "- shop: refers to nothing in shops; id: is missing or stands more than once",
            "2 mail: does not match @; fuel: is none of gas, oil",
            "3 area: is outside of its bounds, minimum 0, maximum 100; id: is missing or stands more than once",
            "3 id: is missing or stands more than once");
  }

  @Test
  void valuesOfClassifiedColumnsAreWrittenOnlyWhenAskedFor() {
    String seen = "coalesce(mail, '-') || ' ' || coalesce(fuel, '-')";

    Path masked = checked(TableFile.Format.CSV, false).quarantined().orElseThrow().file();
    assertThat(lines(masked, seen)).containsExactly("*** -", "*** coal", "*** oil", "*** oil");

    Path plain = checked(TableFile.Format.CSV, true).quarantined().orElseThrow().file();
    assertThat(lines(plain, seen)).containsExactly("c@x oil", "d@x oil", "e@x -", "nobody coal");
  }

  @Test
  void aRepairedFileHoldsEveryRule() {
    TableFile repaired =
        file(
            TableFile.Format.CSV,
            "repaired",
            "select 7 as id, 'a@x' as mail, 'gas' as fuel, 1 as area, 1 as shop, 'x' as \"~reasons\"");
    CheckReport report =
        new TableCheck(document(), Map.of("sales", repaired), NOW)
            .quarantining(folder, false)
            .run("sales");
    assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(report.quarantined()).isEmpty();
  }

  @Test
  void aColumnIsMaskedForWhatIsInsideOfIt() {
    Document document =
        DocumentReader.read(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema:
              - name: t
                properties:
                  - {name: id, logicalType: integer, required: true}
                  - name: who
                    logicalType: object
                    properties: [{name: mail, logicalType: string, classification: secret}]
                  - name: mails
                    logicalType: array
                    items: {logicalType: string, classification: secret}
            """,
            "c.yaml",
            Mode.STRICT);
    TableFile table =
        file(
            TableFile.Format.PARQUET,
            "nested",
            "select null::integer as id, {'mail': 'a@x'} as who, ['b@x'] as mails");
    Path bad =
        new TableCheck(document, Map.of("t", table), NOW)
            .quarantining(folder, false)
            .run("t")
            .quarantined()
            .orElseThrow()
            .file();
    assertThat(lines(bad, "concat(who, mails)")).containsExactly("******");
  }
}

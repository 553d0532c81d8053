package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.JULY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.checks.Outcome;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an ingest makes of each rule that a contract can declare.
class IngestRulesTest {
  private static final String HEADER = "id,customer,mail,born,amount,note\n";

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  /// A contract on six columns.
  ///
  /// @param column whose keys follow
  private static String contract(String column, String keys, String more) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: orders
            version: 1.0.0
            status: active
            schema:
              - name: orders
                properties:
            """);
    for (String name : List.of("id", "customer", "mail", "born", "amount", "note")) {
      String type =
          switch (name) {
            case "id", "customer" -> "integer";
            case "born" -> "date";
            case "amount" -> "number";
            default -> "string";
          };
      yaml.append("      - name: %s\n        logicalType: %s\n".formatted(name, type));
      if (name.equals(column)) {
        yaml.append(keys.indent(8));
      }
    }
    return yaml.append(more).toString();
  }

  private IngestResult ingest(String yaml, String rows) {
    try {
      Path file = Files.writeString(Files.createTempFile(folder, "batch", ".csv"), HEADER + rows);
      return datasets.ingest(
          new Ingest(
              "orders",
              BatchContract.read(yaml, "orders.yaml"),
              new Source.File(file),
              JULY,
              "rows"));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot write a batch", e);
    }
  }

  private static List<String> broken(IngestResult result) {
    return result.rules().stream()
        .filter(rule -> rule.outcome() != Outcome.PASSED)
        .map(rule ->
            "%s %s %s %d".formatted(rule.column(), rule.rule(), rule.outcome(), rule.violations()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount | logicalTypeOptions: {multipleOf: 0.5}           | amount: `7.3` is not a multiple of 0.5",
        "amount | logicalTypeOptions: {exclusiveMaximum: 7.3}     | amount: `7.3` is not below 7.3",
        "id     | logicalTypeOptions: {format: i8}                | id: `200` is not a number that fits i8",
        "mail   | logicalTypeOptions: {format: email}             | mail: `nobody` is not of format email",
        "born   | logicalTypeOptions: {maximum: '2020-12-31'}     | born: `2021-01-01` is not at most 2020-12-31",
        "note   | 'quality: [{metric: missingValues, arguments: {missingValues: [n/a]}, mustBe: 0}]' | note: `n/a` is not a value",
        "note   | 'quality: [{metric: invalidValues, arguments: {pattern: \"^[a-m]*$\"}, mustBe: 0}]' | note: `n/a` is not a match of ^[a-m]*$",
        "customer | 'quality: [{metric: duplicateValues, mustBeLessThan: 1}]' | customer: `7` is not a value that no other row has",
      })
  void setsRowsAsideThatBreakARule(String column, String keys, String reason) {
    String good = "1,1,a@b.org,2020-01-01,6.5,fine\n2,7,b@b.org,2020-01-02,7,\n";
    String bad = "200,7,nobody,2021-01-01,7.3,n/a\n";

    IngestResult result = ingest(contract(column, keys, ""), good + bad);

    List<QuarantinedRow> rows = result.examples();
    assertThat(result.version()).isPresent();
    assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row.reasons()).hasSize(1));
    assertThat(rows.getLast().reasons()).containsExactly(reason);
    assertThat(broken(result)).hasSize(1);
  }

  @Test
  void holdsAKeyOfSeveralColumnsTogether() {
    String yaml =
        contract("id", "primaryKey: true\nprimaryKeyPosition: 1", "")
            .replace(
                "name: customer\n        logicalType: integer\n",
                "name: customer\n        logicalType: integer\n        primaryKey: true\n        primaryKeyPosition: 2\n");

    IngestResult result =
        ingest(yaml, "1,1,,,1,\n1,2,,,2,\n1,1,,,3,\n,3,,,4,\n1.0,2,,,5,\n5,5,,,6,\n");

    assertThat(result.version().orElseThrow().rows()).isEqualTo(1);
    assertThat(broken(result)).containsExactly("id, customer primaryKey FAILED 5");
    assertThat(result.examples().getFirst().reasons())
        .containsExactly("id, customer: not a value that no other row has");
  }

  @Test
  void onlyWarnsOfARuleThatIsAWarning() {
    String quality =
        "quality: [{metric: nullValues, mustBe: 0, severity: warning}, {metric: rowCount, mustBe: 5}]";

    IngestResult result =
        ingest(
            contract("note", quality.replace(", {metric: rowCount, mustBe: 5}", ""), ""),
            "1,1,,,1,\n2,2,,,2,x\n");

    assertThat(result.version().orElseThrow().rows()).isEqualTo(2);
    assertThat(broken(result)).containsExactly("note nullValues WARNING 1");
  }

  @Test
  void refusesABatchWhenMoreRowsBreakARuleThanItTolerates() {
    String yaml =
        contract("note", "quality: [{metric: nullValues, mustBeLessThan: 40, unit: percent}]", "");

    assertThat(ingest(yaml, "1,1,,,1,a\n2,2,,,2,b\n3,3,,,3,\n").version()).isPresent();
    IngestResult refused = ingest(yaml, "1,1,,,1,\n2,2,,,2,x\n3,x,,,3,\n");

    assertThat(refused.version()).isEmpty();
    assertThat(refused.rejected()).isEqualTo(3);
    DatasetVersion version = refused.refusal().orElseThrow().version();
    assertThat(refused.refusal().orElseThrow().reason())
        .isEqualTo("note, nullValues: it is 66.6667; holds when it is less than 40 percent");
    assertThat(version.number()).isEqualTo(2);
    assertThat(version.state()).isEqualTo(DatasetVersion.State.REJECTED);
    assertThat(datasets.newest("orders").orElseThrow().number()).isEqualTo(1);
    List<QuarantinedRow> rows = datasets.rejected().first(version, 10);
    assertThat(rows).hasSize(3);
    assertThat(rows.getLast().reasons())
        .containsExactly(
            "customer: `x` is not an integer",
            "batch: " + refused.refusal().orElseThrow().reason());
  }

  @Test
  void countsTheRowsOfTheDatasetAsItWouldBe() {
    String yaml = contract("", "", "    quality: [{metric: rowCount, mustBeLessOrEqualTo: 3}]\n");

    assertThat(ingest(yaml, "1,1,,,1,a\n2,2,,,2,b\n").version()).isPresent();
    IngestResult refused = ingest(yaml, "3,3,,,3,c\n4,4,,,4,d\n");

    assertThat(refused.version()).isEmpty();
    assertThat(broken(refused)).containsExactly("rows rowCount FAILED 0");
    assertThat(ingest(yaml, "5,5,,,5,e\n").version().orElseThrow().total().rows()).isEqualTo(3);
  }

  @Test
  void asksTheContractsQueriesOfTheRowsThatMayGoOn() throws IOException {
    String query =
        "    quality: [{name: no refunds, type: sql, query: 'select count(*) from {object} where amount < 0', mustBe: 0}]\n";
    String yaml = contract("amount", "logicalTypeOptions: {minimum: -10}", query);

    // The worst row is set aside before the query is asked.
    assertThat(ingest(yaml, "1,1,,,1,a\n2,2,,,-50,b\n").version().orElseThrow().rows())
        .isEqualTo(1);
    IngestResult refused = ingest(yaml, "1,1,,,1,a\n2,2,,,-5,b\n");

    assertThat(refused.version()).isEmpty();
    assertThat(refused.refusal().orElseThrow().reason()).startsWith("rows, no refunds: it is 1");
    try (Stream<Path> files = Files.walk(folder.resolve("data/warehouse"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).hasSize(1);
    }
  }

  @Test
  void doesNotTakeABatchThatAQueryCannotJudge() {
    String query = "    quality: [{type: sql, query: 'select count(*) from nowhere', mustBe: 0}]\n";

    IngestResult refused = ingest(contract("", "", query), "1,1,,,1,a\n");

    assertThat(refused.version()).isEmpty();
    assertThat(broken(refused)).containsExactly("rows sql ERROR 0");
  }

  @Test
  void aQueryThatFailsTellsNoClassifiedValue() {
    String query =
        "    quality: [{type: sql, query: 'select sum(cast(mail as integer)) from {object}', mustBe: 0}]\n";
    String rows = "1,1,ann@example.org,,1,a\n";

    IngestResult open = ingest(contract("", "", query), rows);
    IngestResult guarded = ingest(contract("mail", "classification: restricted", query), rows);

    assertThat(open.refusal().orElseThrow().reason()).contains("ann@example.org");
    assertThat(guarded.refusal().orElseThrow().reason()).doesNotContain("ann@example.org");
    assertThat(guarded.rules().toString()).doesNotContain("ann@example.org");
  }

  @Test
  void saysWhatItCannotJudge() {
    String more = "slaProperties: [{property: latency, value: 1, unit: d, element: orders.born}]\n";
    String yaml = contract("note", "quality: [{type: text, description: be nice}]", more);

    IngestResult result = ingest(yaml, "1,1,,,1,a\n");

    assertThat(result.version()).isPresent();
    assertThat(broken(result))
        .containsExactlyInAnyOrder(
            "note notExecutable NOT_EXECUTABLE 0", "born freshness NOT_EXECUTABLE 0");
  }

  @Test
  void answersABatchThatComesAgainAsBeforeUnlessItsContractIsAnother() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), HEADER + "x,1,,,1,a\n");
    String strict = contract("", "", "");
    String lenient =
        strict.replace(
            "name: id\n        logicalType: integer", "name: id\n        logicalType: string");

    IngestResult first = datasets.ingest(keyed(strict, file));
    IngestResult again = datasets.ingest(keyed(strict, file));
    IngestResult other = datasets.ingest(keyed(lenient, file));
    IngestResult last = datasets.ingest(keyed(lenient, file));

    assertThat(again.refusal().orElseThrow().version())
        .isEqualTo(first.refusal().orElseThrow().version());
    assertThat(other.version().orElseThrow().number()).isEqualTo(2);
    assertThat(last.version()).isEqualTo(other.version());
    assertThat(datasets.allVersions("orders", 100, 10)).hasSize(2);
  }

  private static Ingest keyed(String yaml, Path file) {
    return new Ingest("orders", BatchContract.read(yaml, "c"), new Source.File(file), JULY, "rows")
        .withKey("july");
  }

  @Test
  void forgetsSomebodyWhoStandsInARejectedBatchOnly() {
    DatasetVersion rejected =
        ingest(contract("", "", ""), "x,1,ann@example.org,,1,a\ny,2,bob@example.org,,1,\n")
            .refusal()
            .orElseThrow()
            .version();
    assertThat(datasets.rejected().first(rejected, 10)).hasSize(2);

    datasets
        .forgetting()
        .forget("orders", Optional.of("mail"), "ann@example.org", JULY, "she asked for it");

    DatasetVersion now = datasets.allVersions("orders", 100, 10).getFirst();
    assertThat(now.quarantineDigest()).isEmpty();
    assertThat(datasets.rejected().first(now, 10)).isEmpty();
  }
}

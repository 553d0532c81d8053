package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.CheckPlan;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.data.IngestResult.RuleResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/// One batch on its way: every cell beside what it breaks, in one pass over the source.
final class Staging implements AutoCloseable {
  private static final String BROKEN = "_broken";

  private final DuckDb duck;
  private final Contract contract;
  private final List<Check> checks;
  private final String table;

  /// @param relation SQL that answers the source's cells as text
  /// @param present the columns that it has; the contract's others read as missing
  Staging(DuckDb duck, Contract contract, String relation, List<String> present, String table) {
    this.duck = duck;
    this.contract = contract;
    this.checks = CheckPlan.of(contract).checks();
    this.table = table;
    String cells =
        contract.properties().stream()
            .map(property ->
                present.contains(property.name())
                    ? DuckDb.name(property.name())
                    : "cast(null as varchar) as " + DuckDb.name(property.name()))
            .collect(Collectors.joining(", "));
    duck.execute(
        "create temp table %s as select *, %s as %s from (select %s from %s)"
            .formatted(table, broken(), BROKEN, cells, relation));
  }

  private String broken() {
    List<String> cases = new ArrayList<>();
    for (int index = 0; index < checks.size(); index++) {
      Check check = checks.get(index);
      Property property = contract.property(check.column()).orElseThrow();
      cases.add("case when %s then %d end".formatted(TypedSql.broken(check, property), index));
    }
    return "list_filter([%s]::integer[], lambda broken: broken is not null)"
        .formatted(String.join(", ", cases));
  }

  private String isBad() {
    String errors =
        java.util.stream.IntStream.range(0, checks.size())
            .filter(index -> checks.get(index).severity() == Severity.ERROR)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    return "list_has_any(%s, [%s]::integer[])".formatted(BROKEN, errors);
  }

  long count(boolean bad) {
    return duck.query(
        "select count(*) from %s where %s %s".formatted(table, bad ? "" : "not", isBad()),
        rows -> {
          rows.next();
          return rows.getLong(1);
        });
  }

  /// Every declared rule, also those that nothing broke.
  List<RuleResult> results() {
    Map<Integer, Long> counts =
        duck.query(
            "select broken, count(*) from (select unnest(%s) as broken from %s) group by broken"
                .formatted(BROKEN, table),
            rows -> {
              Map<Integer, Long> read = new TreeMap<>();
              while (rows.next()) {
                read.put(rows.getInt(1), rows.getLong(2));
              }
              return read;
            });
    List<RuleResult> results = new ArrayList<>();
    for (int index = 0; index < checks.size(); index++) {
      Check check = checks.get(index);
      results.add(
          new RuleResult(
              check.column(),
              check.rule(),
              check.expected(),
              check.severity(),
              counts.getOrDefault(index, 0L)));
    }
    return results;
  }

  /// Writes the good rows, typed by the table's schema and in the order of the source.
  void writeGood(Table iceberg, Path file) {
    List<String> columns = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Property property : contract.properties()) {
      String name = DuckDb.name(property.name());
      columns.add("%s as %s".formatted(TypedSql.typed(property), name));
      ids.add("%s: %d".formatted(name, iceberg.schema().findField(property.name()).fieldId()));
    }
    duck.execute(
        "copy (select %s from %s where not %s) to %s (format parquet, compression zstd, field_ids {%s})"
            .formatted(
                String.join(", ", columns),
                table,
                isBad(),
                DuckDb.text(file.toString()),
                String.join(", ", ids)));
  }

  /// Writes the bad rows as they came, with the rules that each broke.
  void writeBad(Path file) {
    String columns =
        contract.properties().stream()
            .map(property -> DuckDb.name(property.name()))
            .collect(Collectors.joining(", "));
    duck.execute(
        "copy (select %s, list_transform(%s, lambda broken: %s[broken + 1]) as _reasons from %s where %s) to %s (format parquet)"
            .formatted(columns, BROKEN, reasons(), table, isBad(), DuckDb.text(file.toString())));
  }

  private String reasons() {
    return checks.stream()
        .map(check ->
            "'%s: `' || coalesce(%s, 'nothing') || '` is not ' || %s"
                .formatted(
                    check.column().replace("'", "''"),
                    DuckDb.name(check.column()),
                    DuckDb.text(check.expected())))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// A source must have every column that the contract demands.
  static void demandColumns(Contract contract, List<String> present, String where) {
    List<String> missing =
        contract.properties().stream()
            .filter(property -> property.required() && !present.contains(property.name()))
            .map(Property::name)
            .toList();
    if (!missing.isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "column %s of contract %s is missing".formatted(String.join(", ", missing), contract),
              where,
              "the columns " + String.join(", ", contract.columns()),
              "the file has " + String.join(", ", present))
          .asException();
    }
  }

  @Override
  public void close() {
    duck.execute("drop table if exists " + table);
  }
}

package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.CheckPlan;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.data.IngestResult.RuleResult;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TypedSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/// One batch on its way: every cell beside what it breaks, in one pass over the source.
final class Staging implements AutoCloseable {
  // No column of a contract is likely to have this name.
  private static final String BROKEN = "\"~broken\"";

  // Where values are told apart the engine hands rows on in another order.
  private static final String ROW = "\"~row\"";

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
    boolean isReordered = checks.stream().anyMatch(Check.Unique.class::isInstance);
    duck.execute(
        "create temp table %1$s as select * exclude (%2$s) from (select *, %3$s as %4$s from (select %5$s, row_number() over () as %2$s from %6$s))%7$s"
            .formatted(
                table,
                ROW,
                broken(),
                BROKEN,
                cells,
                relation,
                isReordered ? " order by " + ROW : ""));
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

  /// Rows that may go on, and rows that may not.
  record Counts(long good, long bad) {}

  Counts counts() {
    return duck.query(
        "select count(*) filter (where not %1$s), count(*) filter (where %1$s) from %2$s"
            .formatted(isBad(), table),
        rows -> {
          rows.next();
          return new Counts(rows.getLong(1), rows.getLong(2));
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
  ///
  /// @param mark what the file says of its contract, by [ContractMark#option]
  WrittenFile writeGood(Table iceberg, Path file, String mark) {
    List<String> columns = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Property property : contract.properties()) {
      String name = DuckDb.name(property.name());
      columns.add("%s as %s".formatted(TypedSql.typed(property), name));
      ids.add("%s: %d".formatted(name, iceberg.schema().findField(property.name()).fieldId()));
    }
    return duck.write(
        ("copy (select %s from %s where not %s) to %s"
                + " (format parquet, compression zstd, field_ids {%s}, return_stats%s)")
            .formatted(
                String.join(", ", columns),
                table,
                isBad(),
                DuckDb.text(file.toString()),
                String.join(", ", ids),
                mark),
        rows -> WrittenFile.of(rows, iceberg.schema(), file));
  }

  /// The first bad rows as they came, with the rules that each broke.
  List<QuarantinedRow> examples(int limit) {
    return duck.query("%s limit %d".formatted(bad(), limit), Quarantine::rows);
  }

  void writeBad(Path file) {
    duck.write(
        "copy (%s) to %s (format parquet, return_stats)"
            .formatted(bad(), DuckDb.text(file.toString())),
        rows -> rows.next());
  }

  private String bad() {
    String columns =
        contract.properties().stream()
            .map(property -> DuckDb.name(property.name()))
            .collect(Collectors.joining(", "));
    return "select %s, list_transform(%s, lambda broken: %s[broken + 1]) as \"~reasons\" from %s where %s"
        .formatted(columns, BROKEN, reasons(), table, isBad());
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

  /// A source must have every column that the contract demands, and one at least when it demands
  /// none: else any file would do, and give rows of nothing.
  static void demandColumns(Contract contract, List<String> present, String where) {
    List<String> missing =
        contract.properties().stream()
            .filter(property -> property.required() && !present.contains(property.name()))
            .map(Property::name)
            .toList();
    if (missing.isEmpty() && contract.columns().stream().noneMatch(present::contains)) {
      missing = contract.columns();
    }
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

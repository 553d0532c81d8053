package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.BatchCheck;
import dev.evenkeel.checks.BatchCheck.Judged;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.IngestResult.RuleResult;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TypedSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;

/// One batch on its way: its cells as they came, in one pass over the source; once it is judged,
/// every row beside what it breaks.
final class Staging implements AutoCloseable {
  // No column of a contract is likely to have this name.
  private static final String BROKEN = "\"~broken\"";

  // Where values are told apart the engine hands rows on in another order.
  private static final String ROW = "\"~row\"";

  private final DuckDb duck;
  private final BatchContract contract;
  private final String table;
  private final BatchCheck check;
  private final List<Judged> judged;
  private final Counts counts;

  /// @param relation SQL that answers the source's cells as text
  /// @param present the columns that it has; the contract's others read as missing
  /// @param where the source, in messages
  Staging(
      DuckDb duck,
      BatchContract contract,
      String relation,
      List<String> present,
      String table,
      Path where) {
    this.duck = duck;
    this.contract = contract;
    this.table = table;
    String cells =
        columns().stream()
            .map(column ->
                present.contains(column)
                    ? DuckDb.name(column)
                    : "cast(null as varchar) as " + DuckDb.name(column))
            .collect(Collectors.joining(", "));
    duck.execute(
        "create temp table %s as select %s, row_number() over () as %s from %s"
            .formatted(raw(), cells, ROW, relation));
    this.check = contract.check();
    this.judged = check.rows(duck, raw(), columns(), where);
    mark();
    this.counts = counted();
  }

  private List<String> columns() {
    return contract.table().columns();
  }

  private String raw() {
    return table + "_raw";
  }

  /// A batch in which nothing is broken is handed on as it is.
  private void mark() {
    if (isClean()) {
      duck.execute(
          "create temp view %s as select *, []::integer[] as %s from %s"
              .formatted(table, BROKEN, raw()));
      return;
    }
    duck.execute(
        "create temp table %s as select *, list_filter([%s]::integer[], lambda broken: broken is not null) as %s from %s order by %s"
            .formatted(table, broken(), BROKEN, raw(), ROW));
    // Both at once would take twice the room.
    duck.execute("drop table " + raw());
  }

  private boolean isClean() {
    return judged.stream().allMatch(each -> each.condition().isEmpty());
  }

  private String broken() {
    return IntStream.range(0, judged.size())
        .filter(index -> judged.get(index).condition().isPresent())
        .mapToObj(index ->
            "case when %s then %d end"
                .formatted(judged.get(index).condition().orElseThrow(), index))
        .collect(Collectors.joining(", "));
  }

  private String isBad() {
    return IntStream.range(0, judged.size())
        .filter(index -> judged.get(index).rejectsRows())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "list_has_any(%s, [".formatted(BROKEN), "]::integer[])"));
  }

  /// What became of each rule.
  List<Judged> judged() {
    return judged;
  }

  /// Whether there are rules on all rows together.
  boolean isJudgedWhole() {
    return check.hasWhole();
  }

  /// What becomes of the rules on all rows together.
  ///
  /// @param file Parquet with the rows that may go on
  /// @param rows of the dataset with these
  /// @param scratch folder of nobody else's
  List<Judged> judgedWhole(Path file, long rows, Path scratch) {
    return check.whole(file, rows, scratch);
  }

  /// Rows that may go on, and rows that may not.
  record Counts(long good, long bad) {
    long all() {
      return good + bad;
    }
  }

  Counts counts() {
    return counts;
  }

  private Counts counted() {
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
    Map<Integer, Long> broken = isClean() ? Map.of() : brokenRows();
    List<RuleResult> results = new ArrayList<>();
    for (int index = 0; index < judged.size(); index++) {
      results.add(RuleResult.of(judged.get(index).result(), broken.getOrDefault(index, 0L)));
    }
    return results;
  }

  private Map<Integer, Long> brokenRows() {
    return duck.query(
        "select broken, count(*) from (select unnest(%s) as broken from %s) group by broken"
            .formatted(BROKEN, table),
        rows -> {
          Map<Integer, Long> read = new TreeMap<>();
          while (rows.next()) {
            read.put(rows.getInt(1), rows.getLong(2));
          }
          return read;
        });
  }

  /// Writes the good rows, typed by the table's schema and in the order of the source.
  ///
  /// @param mark what the file says of its contract, as an option of `copy`
  WrittenFile writeGood(Table iceberg, Path file, String mark) {
    List<String> ids =
        columns().stream()
            .map(column ->
                "%s: %d"
                    .formatted(DuckDb.name(column), iceberg.schema().findField(column).fieldId()))
            .toList();
    return duck.write(
        "copy (%s) to %s (format parquet, compression zstd, field_ids {%s}, return_stats%s)"
            .formatted(good(), DuckDb.text(file.toString()), String.join(", ", ids), mark),
        rows -> WrittenFile.of(rows, iceberg.schema(), file));
  }

  private String good() {
    return contract.table().properties().stream()
        .map(property ->
            "%s as %s".formatted(TypedSql.typed(property), DuckDb.name(property.name())))
        .collect(
            Collectors.joining(", ", "select ", " from %s where not %s".formatted(table, isBad())));
  }

  /// The first bad rows as they came, with the rules that each broke.
  List<QuarantinedRow> examples(int limit) {
    return duck.query("%s limit %d".formatted(bad(isBad(), ""), limit), Quarantine::rows);
  }

  void writeBad(Path file) {
    write(bad(isBad(), ""), file);
  }

  /// Writes the whole batch as one that may not go on.
  ///
  /// @param why in plain words
  void writeAll(Path file, String why) {
    write(bad("true", why), file);
  }

  private void write(String rows, Path file) {
    duck.write(
        "copy (%s) to %s (format parquet, return_stats)"
            .formatted(rows, DuckDb.text(file.toString())),
        written -> written.next());
  }

  /// @param why of all rows; empty when each has its own reasons only
  private String bad(String which, String why) {
    String columns = columns().stream().map(DuckDb::name).collect(Collectors.joining(", "));
    String own = "list_transform(%s, lambda broken: (%s)[broken + 1])".formatted(BROKEN, reasons());
    String reasons =
        why.isEmpty() ? own : "list_append(%s, %s)".formatted(own, DuckDb.text("batch: " + why));
    return "select %s, %s as \"~reasons\" from %s where %s"
        .formatted(columns, reasons, table, which);
  }

  private String reasons() {
    return judged.stream()
        .map(each -> each.condition().isPresent() ? each.reason() : "''")
        .collect(Collectors.joining(", ", "cast([", "] as varchar[])"));
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
    duck.execute("drop %s if exists %s".formatted(isClean() ? "view" : "table", table));
    duck.execute("drop table if exists " + raw());
  }
}

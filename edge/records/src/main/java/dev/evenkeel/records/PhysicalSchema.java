package dev.evenkeel.records;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What columns files really have, held against the table before a row is read.
final class PhysicalSchema {
  private final Table table;
  private final Engine engine;
  private final List<String> mismatches = new ArrayList<>();

  PhysicalSchema(Table table, Engine engine) {
    this.table = table;
    this.engine = engine;
  }

  /// The query of each file.
  ///
  /// @throws RecordException for all that does not fit, in all files
  List<Engine.Query> queries(List<Path> files) {
    List<Engine.Query> queries = new ArrayList<>();
    for (Path file : files) {
      queries.add(engine.query(file, sql(file)));
    }
    if (!mismatches.isEmpty()) {
      throw new RecordException(
          "%s, object `%s`: %s"
              .formatted(table.contract(), table.object(), String.join("; ", mismatches)));
    }
    return queries;
  }

  /// What the file says of its contract helps whoever reads that its columns do not fit.
  private String sql(Path file) {
    Optional<WrittenUnder> under = WrittenUnder.of(file, engine);
    if (under.isPresent() && under.get().isOtherMajorOf(table.contract())) {
      mismatches.add(
          "%s was written under %s, another major version of the contract"
              .formatted(file.getFileName(), under.get()));
    }
    int before = mismatches.size();
    String sql = columns(file);
    if (mismatches.size() > before) {
      under.ifPresent(contract ->
          mismatches.add("%s was written under %s".formatted(file.getFileName(), contract)));
    }
    return sql;
  }

  private String columns(Path file) {
    String from = "read_parquet(%s)".formatted(Engine.literal(file));
    Map<String, DuckType> types = new HashMap<>();
    for (List<String> row : engine.rows("DESCRIBE SELECT * FROM " + from)) {
      types.put(row.get(0), DuckType.parse(row.get(1)));
    }
    Map<Integer, String> byId = names(file);
    List<String> expressions = new ArrayList<>();
    for (Table.Planned column : table.columns()) {
      expressions.add(expression(column, byId, types, file));
    }
    return "SELECT %s FROM %s".formatted(String.join(", ", expressions), from);
  }

  private String expression(
      Table.Planned column, Map<Integer, String> byId, Map<String, DuckType> types, Path file) {
    String name = byId.getOrDefault(column.fieldId(), column.physicalName());
    DuckType type = types.get(name);
    if (type == null) {
      if (column.isRequired()) {
        mismatches.add(
            "%s lacks the required column `%s`".formatted(file.getFileName(), column.name()));
      }
      return Sql.absent(column.shape());
    }
    Optional<String> mismatch = Fit.mismatch(column.shape(), type);
    mismatch.ifPresent(what ->
        mismatches.add("column `%s` of %s %s".formatted(column.name(), file.getFileName(), what)));
    return mismatch.isPresent()
        ? Sql.absent(column.shape())
        : Sql.column(column.shape(), Sql.quoted(name), type);
  }

  /// Names of the columns that have an id; those within others are left out.
  private Map<Integer, String> names(Path file) {
    List<List<String>> nodes =
        engine.rows(
            "SELECT name, coalesce(num_children, 0), coalesce(field_id, -1) FROM parquet_schema(%s)"
                .formatted(Engine.literal(file)));
    Map<Integer, String> names = new HashMap<>();
    long within = 0;
    for (List<String> node : nodes.subList(1, nodes.size())) {
      int id = Integer.parseInt(node.get(2));
      if (within == 0 && id >= 0) {
        names.putIfAbsent(id, node.getFirst());
      }
      within = Math.max(within - 1, 0) + Long.parseLong(node.get(1));
    }
    return names;
  }
}

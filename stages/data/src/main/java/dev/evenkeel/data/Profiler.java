package dev.evenkeel.data;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.data.ColumnStatistics.Histogram;
import dev.evenkeel.data.ColumnStatistics.Numbers;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// Statistics of a batch in two passes over its file, and those of a version by merging: the cost
/// of the batch, however large the dataset is.
final class Profiler {
  /// The smallest hashes of a column; how close they lie tells how many values there are.
  private static final int SKETCH = 256;

  private static final int SMALL_ROWS = 4_096;

  private static final double HASHES = Math.pow(2, 64);

  private Profiler() {}

  /// Columns and their sketches, by field.
  record Profiled(
      Schema schema, List<ColumnStatistics> columns, Map<Integer, List<String>> sketches) {
    Draft.Profile stored() {
      return new Draft.Profile(Optional.of(Json.text(columns)), Optional.of(Json.text(sketches)));
    }
  }

  static List<ColumnStatistics> read(String json) {
    return Json.read(json, new TypeReference<List<ColumnStatistics>>() {});
  }

  /// Profiles the rows of some files.
  static Profiled of(DuckDb duck, List<Path> files, Schema schema) {
    List<Types.NestedField> fields = schema.columns();
    String relation =
        "(select %s from %s)"
            .formatted(
                fields.stream().map(Profiler::cells).collect(Collectors.joining(", ")),
                VersionSql.relation(files, fields));
    List<Basics> basics =
        duck.query(
            "select count(*), %s from %s"
                .formatted(
                    fields.stream().map(Profiler::basicsSql).collect(Collectors.joining(", ")),
                    relation),
            rows -> basics(rows, fields));
    List<String> details = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      details.add(detailsSql(fields.get(index), basics.get(index)));
    }
    return duck.query(
        "select %s from %s".formatted(String.join(", ", details), relation),
        rows -> profiled(rows, schema, basics));
  }

  /// What the first pass finds.
  private record Basics(
      long rows,
      long present,
      long distinct,
      long count,
      double min,
      double max,
      double mean,
      double variance) {
    /// So that no more than [Histogram#BINS_MAX] bins are met.
    int exponent() {
      if (max <= min) {
        return min == 0 ? 0 : Math.max(-1000, Math.getExponent(min) - 40);
      }
      int exponent = Math.max(-1000, Math.getExponent(max - min) - 5);
      // A bin's number must be a whole number that a double can tell from its neighbour.
      exponent = Math.max(exponent, Math.getExponent(Math.max(Math.abs(min), Math.abs(max))) - 50);
      while (Math.floor(Math.scalb(max, -exponent)) - Math.floor(Math.scalb(min, -exponent)) + 1
          > Histogram.BINS_MAX) {
        exponent++;
      }
      return exponent;
    }

    boolean hasFew() {
      return distinct <= ColumnStatistics.TOP_MAX * 9 / 10;
    }
  }

  private static boolean isNumber(Types.NestedField field) {
    LogicalType type = VersionSql.type(field);
    return type.isTime() || type == LogicalType.NUMBER || type == LogicalType.INTEGER;
  }

  /// A column, and beside it what a number of it is; the engine plans names faster than it plans
  /// what stands for them.
  private static String cells(Types.NestedField field) {
    String name = DuckDb.name(field.name());
    String cell = "%s as c%d".formatted(name, field.fieldId());
    if (!isNumber(field)) {
      return cell;
    }
    String value =
        VersionSql.type(field).isTime()
            ? "epoch_us(cast(%s as timestamptz)) / 1e6".formatted(name)
            : "cast(%s as double)".formatted(name);
    return "%1$s, case when isfinite(%2$s) then %2$s end as v%3$d"
        .formatted(cell, value, field.fieldId());
  }

  private static String basicsSql(Types.NestedField field) {
    int id = field.fieldId();
    String common = "count(c%1$d), approx_count_distinct(c%1$d)".formatted(id);
    return isNumber(field)
        ? common
            + ", count(v%1$d), min(v%1$d), max(v%1$d), favg(v%1$d), var_pop(v%1$d)".formatted(id)
        : common + ", 0, 0, 0, 0, 0";
  }

  private static List<Basics> basics(ResultSet rows, List<Types.NestedField> fields)
      throws SQLException {
    rows.next();
    List<Basics> basics = new ArrayList<>();
    int column = 2;
    for (int index = 0; index < fields.size(); index++) {
      basics.add(
          new Basics(
              rows.getLong(1),
              rows.getLong(column),
              rows.getLong(column + 1),
              rows.getLong(column + 2),
              rows.getDouble(column + 3),
              rows.getDouble(column + 4),
              rows.getDouble(column + 5),
              rows.getDouble(column + 6)));
      column += 7;
    }
    return basics;
  }

  /// The hashes of a column, and its histogram or its values.
  private static String detailsSql(Types.NestedField field, Basics basics) {
    int id = field.fieldId();
    String hash = "hash(c%d)".formatted(id);
    // Most hashes of many values are not even looked at.
    double share = basics.distinct() <= 2 * SKETCH ? 1 : 2.0 * SKETCH / basics.distinct();
    String below =
        share >= 1
            ? ""
            : " and %s <= %s"
                .formatted(hash, Long.toUnsignedString((long) (share * (HASHES / 2)) << 1));
    // A distinct aggregate is dear to plan, a list of all hashes is long for many rows.
    String hashes =
        (basics.rows() <= SMALL_ROWS
                ? "list_distinct(list(%s) filter (%s))"
                : "list(distinct %s) filter (%s)")
            .formatted(hash, "where c%d is not null%s".formatted(id, below));
    String sketch = "array_to_string(list_sort(%s)[:%d], ',')".formatted(hashes, SKETCH);
    String counts;
    if (isNumber(field)) {
      counts =
          "histogram(cast(floor(v%d * %s) as bigint))"
              .formatted(id, Math.scalb(1.0, -basics.exponent()));
    } else if (basics.hasFew()) {
      counts = "histogram(cast(c%d as varchar))".formatted(id);
    } else {
      counts = "null";
    }
    return sketch + ", " + counts;
  }

  private static Profiled profiled(ResultSet rows, Schema schema, List<Basics> basics)
      throws SQLException {
    rows.next();
    List<Types.NestedField> fields = schema.columns();
    List<ColumnStatistics> columns = new ArrayList<>();
    Map<Integer, List<String>> sketches = new LinkedHashMap<>();
    for (int index = 0; index < fields.size(); index++) {
      Types.NestedField field = fields.get(index);
      List<String> sketch = sketch(rows.getString(2 * index + 1));
      sketches.put(field.fieldId(), sketch);
      columns.add(
          statistics(
              field, basics.get(index), counts(rows.getObject(2 * index + 2)), distinct(sketch)));
    }
    return new Profiled(schema, columns, sketches);
  }

  private static ColumnStatistics statistics(
      Types.NestedField field, Basics basics, Map<String, Long> counts, long distinct) {
    boolean number = isNumber(field);
    Map<Long, Long> bins = new LinkedHashMap<>();
    if (number) {
      counts.forEach((bin, count) -> bins.put(Long.parseLong(bin), count));
    }
    Numbers numbers =
        basics.count() == 0
            ? Numbers.NONE
            : new Numbers(
                basics.count(),
                basics.min(),
                basics.max(),
                ColumnStatistics.rounded(basics.mean()),
                ColumnStatistics.rounded(basics.variance() * basics.count()),
                new Histogram(basics.exponent(), bins));
    return new ColumnStatistics(
        field.fieldId(),
        field.name(),
        VersionSql.type(field).written(),
        basics.rows(),
        basics.rows() - basics.present(),
        distinct,
        numbers,
        number ? Map.of() : new java.util.TreeMap<>(counts));
  }

  private static List<String> sketch(@Nullable String hashes) {
    return hashes == null || hashes.isEmpty() ? List.of() : List.of(hashes.split(","));
  }

  private static Map<String, Long> counts(@Nullable Object histogram) {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (histogram instanceof Map<?, ?> map) {
      map.forEach((value, count) ->
          counts.put(String.valueOf(value), Long.parseLong(String.valueOf(count))));
    }
    return counts;
  }

  private static long distinct(List<String> sketch) {
    if (sketch.size() < SKETCH) {
      return sketch.size();
    }
    double last = Math.scalb((double) (Long.parseUnsignedLong(sketch.getLast()) >>> 1), 1);
    return Math.round((sketch.size() - 1) / (last / HASHES));
  }

  /// What a version looks like whose parent is known.
  ///
  /// @param before columns of the parent
  /// @param sketchesJson those of the parent
  static Profiled merged(List<ColumnStatistics> before, String sketchesJson, Profiled batch) {
    Map<Integer, List<String>> old =
        Json.read(sketchesJson, new TypeReference<Map<Integer, List<String>>>() {});
    long rowsBefore = before.isEmpty() ? 0 : before.getFirst().rows();
    Map<Integer, ColumnStatistics> known =
        before.stream().collect(Collectors.toMap(ColumnStatistics::field, each -> each));
    List<ColumnStatistics> columns = new ArrayList<>();
    Map<Integer, List<String>> sketches = new LinkedHashMap<>();
    for (ColumnStatistics added : batch.columns()) {
      List<String> sketch =
          union(
              old.getOrDefault(added.field(), List.of()),
              batch.sketches().getOrDefault(added.field(), List.of()));
      sketches.put(added.field(), sketch);
      ColumnStatistics there = known.get(added.field());
      columns.add(
          there == null ? added.andMissing(rowsBefore) : there.and(added, distinct(sketch)));
    }
    return new Profiled(batch.schema(), columns, sketches);
  }

  private static List<String> union(List<String> left, List<String> right) {
    return Stream.concat(left.stream(), right.stream())
        .distinct()
        .sorted((one, other) ->
            Long.compareUnsigned(Long.parseUnsignedLong(one), Long.parseUnsignedLong(other)))
        .limit(SKETCH)
        .toList();
  }
}

package dev.evenkeel.registry.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;

/// Reads what belongs to many owners by one statement.
final class Grouped {
  /// How many owners one statement asks for: SQLite binds 32,766 values at most.
  static final int CHUNK = 500;

  private Grouped() {}

  /// Rows of each owner as values, in the order of the table's primary key.
  static <R extends Record, K, V> Map<K, List<V>> rows(
      DSLContext sql,
      Table<R> table,
      TableField<R, K> owner,
      Condition condition,
      Function<R, V> value) {
    Map<K, List<V>> groups = new HashMap<>();
    var key = table.getPrimaryKey();
    sql.selectFrom(table)
        .where(condition)
        .orderBy(key == null ? List.of() : key.getFields())
        .forEach(row ->
            groups.computeIfAbsent(row.get(owner), _ -> new ArrayList<>()).add(value.apply(row)));
    return groups;
  }

  /// The same for pairs of text.
  static <R extends Record, K> Map<K, Map<String, String>> texts(
      DSLContext sql,
      Table<R> table,
      TableField<R, K> owner,
      Condition condition,
      TableField<R, String> key,
      TableField<R, String> value) {
    Map<K, Map<String, String>> groups = new HashMap<>();
    rows(sql, table, owner, condition, row -> new KeyValue(row.get(key), row.get(value)))
        .forEach((each, pairs) -> groups.put(each, KeyValue.lastOfEach(pairs)));
    return groups;
  }

  /// The lists that statements ask for, one after the other.
  static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += CHUNK) {
      chunks.add(all.subList(start, Math.min(all.size(), start + CHUNK)));
    }
    return chunks;
  }

  /// What was found, in the order in which it was asked for; what was not found is left out.
  static <K, V> List<V> inOrder(List<K> keys, List<V> found, Function<V, K> key) {
    Map<K, V> byKey = new LinkedHashMap<>();
    found.forEach(each -> byKey.put(key.apply(each), each));
    return keys.stream().filter(byKey::containsKey).map(byKey::get).toList();
  }
}

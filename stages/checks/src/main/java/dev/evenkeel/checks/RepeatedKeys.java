package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.util.ArrayList;
import java.util.List;

/// Keys that stand more than once. Where they are few, what may be one is found first, by less than
/// a key for each: the group of numbers that has more rows than numbers, or the hash that comes
/// twice. Only rows of these are compared.
final class RepeatedKeys {
  /// One row too many in so many; beyond, most groups would have one.
  private static final long FEW = 64;

  private final DuckDb duck;
  private final TableSource source;
  private int tables;

  RepeatedKeys(DuckDb duck, TableSource source) {
    this.duck = duck;
    this.source = source;
  }

  /// A table of them, in columns `k0` and so on, with their `rows`.
  ///
  /// @param keys expressions of the key's parts
  String table(List<String> keys, UniqueKeys.Proof proof) {
    String table = "evenkeel_repeated_" + tables++;
    String where = UniqueKeys.areWhole(keys);
    if (proof.excess() * FEW <= proof.rows()) {
      where += " and " + suspected(keys, proof, table + "_suspects");
    }
    List<String> named = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      named.add("%s as k%d".formatted(keys.get(index), index));
    }
    duck.execute(
        "create or replace temp table %s as select %s, count(*) as rows from %s where %s group by all having rows > 1"
            .formatted(table, String.join(", ", named), source.typedRelation(), where));
    return table;
  }

  /// A condition that holds for every row whose key stands twice, and for few others.
  private String suspected(List<String> keys, UniqueKeys.Proof proof, String table) {
    String group =
        proof
            .low()
            .map(low -> "(cast(%s as bigint) - %d) >> 6".formatted(keys.getFirst(), low))
            .orElse("hash(%s)".formatted(String.join(", ", keys)));
    String isTooMany =
        proof
            .low()
            .map(low ->
                "count(*) <> bit_count(bit_or(cast(1 as ubigint) << cast((cast(%s as bigint) - %d) & 63 as ubigint)))"
                    .formatted(keys.getFirst(), low))
            .orElse("count(*) > 1");
    duck.execute(
        "create or replace temp table %s as select %s as suspect from %s where %s group by suspect having %s"
            .formatted(table, group, source.typedRelation(), UniqueKeys.areWhole(keys), isTooMany));
    return "%s in (select suspect from %s)".formatted(group, table);
  }
}

package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    String where = UniqueKeys.areWhole(keys);
    if (proof.excess() * FEW <= proof.rows()) {
      String group =
          proof
              .groups()
              .map(UniqueKeys.Groups::sql)
              .orElse("hash(%s)".formatted(String.join(", ", keys)));
      String excess = proof.groups().map(UniqueKeys.Groups::excess).orElse("count(*) - 1");
      where += " and " + isSuspect(group, suspects(group, excess, where));
    }
    return table(keys, where);
  }

  /// The same for numbers of which some stand twice, most likely: what would prove that none does
  /// is left out.
  Optional<String> likely(List<String> keys, UniqueKeys.Groups groups) {
    String whole = UniqueKeys.areWhole(keys);
    String suspects = suspects(groups.sql(), groups.excess(), whole);
    return duck.query(
            "select count(*) from " + suspects, found -> found.next() && found.getLong(1) == 0)
        ? Optional.empty()
        : Optional.of(table(keys, whole + " and " + isSuspect(groups.sql(), suspects)));
  }

  private String table(List<String> keys, String where) {
    String table = "evenkeel_repeated_" + tables++;
    List<String> named = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      named.add("%s as k%d".formatted(keys.get(index), index));
    }
    duck.execute(
        "create or replace temp table %s as select %s, count(*) as rows from %s where %s group by all having rows > 1"
            .formatted(table, String.join(", ", named), source.typedRelation(), where));
    return table;
  }

  /// A table of groups that have more rows than keys.
  private String suspects(String group, String excess, String where) {
    String table = "evenkeel_suspects_" + tables++;
    duck.execute(
        "create or replace temp table %s as select %s as suspect from %s where %s group by suspect having %s > 0"
            .formatted(table, group, source.typedRelation(), where, excess));
    return table;
  }

  private static String isSuspect(String group, String suspects) {
    return "%s in (select suspect from %s)".formatted(group, suspects);
  }
}

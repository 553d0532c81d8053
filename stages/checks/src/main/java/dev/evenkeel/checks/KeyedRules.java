package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rules about rows together; each reads its own columns once more.
final class KeyedRules {
  private final DuckDb duck;
  private final TableSource source;
  private final Map<String, TableSource> sources;
  private final Measures measures;
  private final LongSupplier rows;
  private final Map<Rule, String> conditions = new HashMap<>();
  private final RepeatedKeys repeatedKeys;
  private boolean isRepeatLikely;

  /// @param rows of the table, which are known when the first rule is judged
  KeyedRules(
      DuckDb duck,
      TableSource source,
      Map<String, TableSource> sources,
      Measures measures,
      LongSupplier rows) {
    this.measures = measures;
    this.rows = rows;
    this.duck = duck;
    this.source = source;
    this.repeatedKeys = new RepeatedKeys(duck, source);
    this.sources = sources;
  }

  /// @param groups values that more than one row has
  /// @param excess rows beyond the first of each
  /// @param missing rows in which one of the values is missing
  private record Duplicates(BigDecimal groups, BigDecimal excess, BigDecimal missing) {}

  /// From now on a key of numbers most likely stands twice somewhere: other rules are broken.
  void expectRepeats() {
    isRepeatLikely = true;
  }

  /// What holds for the rows that break a rule; empty when none does.
  Optional<String> condition(Rule rule) {
    return Optional.ofNullable(conditions.get(rule));
  }

  RuleResult of(
      Body.OfKeys body, Rule rule, Map<List<String>, Body.HasType> types, Verdict verdict) {
    try {
      return switch (body) {
        case Body.Unique _ ->
            rule.column().size() > 1
                ? verdict.notExecutable("values inside of a column are not compared here")
                : unique(count(rule.column(), types, rule), verdict);
        case Body.PrimaryKey key -> primaryKey(key, types, verdict);
        case Body.ForeignKey key -> foreignKey(key, types, verdict);
      };
    } catch (IllegalStateException e) {
      return verdict.error(Measures.reason(e));
    }
  }

  private static RuleResult unique(Duplicates found, Verdict verdict) {
    return found.groups().signum() == 0
        ? verdict.passed(BigDecimal.ZERO)
        : verdict.broken(
            "%s values stand more than once, in %s rows too many"
                .formatted(found.groups().toPlainString(), found.excess().toPlainString()),
            found.excess());
  }

  private RuleResult primaryKey(
      Body.PrimaryKey key, Map<List<String>, Body.HasType> types, Verdict verdict) {
    Optional<String> missing = missing(key.columns());
    if (missing.isPresent()) {
      return verdict.broken("column `%s` is missing".formatted(missing.get()));
    }
    Duplicates found = count(key.columns(), types, verdict.rule());
    return found.missing().signum() > 0
        ? verdict.broken(
            "%s rows lack a part of the key".formatted(found.missing().toPlainString()),
            found.missing())
        : unique(found, verdict);
  }

  RuleResult duplicates(
      Body.DuplicateValues body, Map<List<String>, Body.HasType> types, Verdict verdict) {
    Optional<String> missing = missing(body.columns());
    if (missing.isPresent()) {
      return verdict.error("column `%s` is missing".formatted(missing.get()));
    }
    try {
      Duplicates found = count(body.columns(), types, verdict.rule());
      boolean isPercent =
          body.threshold().unit() == dev.evenkeel.contracts.rules.Threshold.Unit.PERCENT;
      return verdict.ofMetric(
          body.threshold(), isPercent ? found.excess() : found.groups(), rows.getAsLong());
    } catch (IllegalStateException e) {
      return verdict.error(Measures.reason(e));
    }
  }

  private Optional<String> missing(List<String> columns) {
    return columns.stream().filter(column -> source.column(column).isEmpty()).findFirst();
  }

  private Duplicates count(List<String> columns, Map<List<String>, Body.HasType> types, Rule rule) {
    List<String> keys = keys(columns, types, source);
    UniqueKeys unique = new UniqueKeys(duck, source, rows.getAsLong());
    Optional<BigDecimal> nulls = isRepeatLikely ? nulls(keys) : Optional.empty();
    Optional<UniqueKeys.Groups> groups = nulls.flatMap(_ -> unique.groups(keys));
    BigDecimal missing;
    Optional<String> repeated;
    if (groups.isPresent()) {
      missing = nulls.orElseThrow();
      repeated = repeatedKeys.likely(keys, groups.get());
    } else {
      UniqueKeys.Proof proof = unique.of(keys);
      missing = BigDecimal.valueOf(rows.getAsLong() - proof.rows());
      repeated = proof.isUnique() ? Optional.empty() : Optional.of(repeatedKeys.table(keys, proof));
    }
    List<String> broken = new ArrayList<>();
    if (rule.body() instanceof Body.PrimaryKey && missing.signum() > 0) {
      broken.add("not (%s)".formatted(UniqueKeys.areWhole(keys)));
    }
    repeated.ifPresent(table ->
        broken.add("(%s) in (select %s from %s)".formatted(key(keys), key(numbered(keys)), table)));
    if (!broken.isEmpty()) {
      conditions.put(rule, String.join(" or ", broken));
    }
    return repeated
        .map(table -> counted(table, missing))
        .orElse(new Duplicates(BigDecimal.ZERO, BigDecimal.ZERO, missing));
  }

  /// Of a key of one part, when they are known.
  private Optional<BigDecimal> nulls(List<String> keys) {
    return keys.size() == 1 ? measures.number(Measures.nulls(keys.getFirst())) : Optional.empty();
  }

  private Duplicates counted(String repeated, BigDecimal missing) {
    return duck.query(
        "select count(*), coalesce(sum(rows - 1), 0) from " + repeated,
        found -> {
          found.next();
          return new Duplicates(found.getBigDecimal(1), found.getBigDecimal(2), missing);
        });
  }

  private static String key(List<String> parts) {
    return parts.size() == 1 ? parts.getFirst() : "row(%s)".formatted(String.join(", ", parts));
  }

  private static List<String> numbered(List<String> keys) {
    return IntStream.range(0, keys.size()).mapToObj(index -> "k" + index).toList();
  }

  /// By value: `1` and `1.0` are one number.
  private static List<String> keys(
      List<String> columns, Map<List<String>, Body.HasType> types, TableSource table) {
    boolean isText = table.file().format() == TableFile.Format.CSV;
    List<String> keys = new ArrayList<>();
    for (String column : columns) {
      Body.HasType has = types.get(List.of(column));
      Cell cell =
          new Cell(
              DuckDb.name(column),
              isText,
              has == null ? "" : has.logicalType(),
              has == null ? "" : has.format());
      keys.add(cell.typed());
    }
    return keys;
  }

  private RuleResult foreignKey(
      Body.ForeignKey key, Map<List<String>, Body.HasType> types, Verdict verdict) {
    TableSource target = sources.get(key.object());
    if (target == null) {
      return verdict.notExecutable("no table was given for `%s`".formatted(key.object()));
    }
    Optional<String> missing =
        missing(key.columns())
            .or(() ->
                key.targets().stream()
                    .filter(column -> target.column(column).isEmpty())
                    .findFirst());
    if (missing.isPresent()) {
      return verdict.error("column `%s` is missing".formatted(missing.get()));
    }
    List<String> from = keys(key.columns(), types, source);
    String isWhole = UniqueKeys.areWhole(from);
    String left = named(from, "k");
    // The other side is compared as texts of the same kind.
    String right = named(key.targets().stream().map(DuckDb::name).toList(), "k");
    String on =
        IntStream.range(0, from.size())
            .mapToObj(
                index -> "cast(l.k%1$d as varchar) = cast(r.k%1$d as varchar)".formatted(index))
            .collect(Collectors.joining(" and "));
    BigDecimal orphans =
        duck.query(
            "select count(*) from (select %s from %s where %s) l anti join (select %s from %s) r on %s"
                .formatted(
                    left, source.typedRelation(), isWhole, right, target.typedRelation(), on),
            rows -> {
              rows.next();
              return rows.getBigDecimal(1);
            });
    if (orphans.signum() > 0) {
      // The names of the left side are not those of the right one.
      String matches =
          IntStream.range(0, from.size())
              .mapToObj(index ->
                  "cast(%s as varchar) = cast(r.k%d as varchar)".formatted(from.get(index), index))
              .collect(Collectors.joining(" and "));
      conditions.put(
          verdict.rule(),
          "%s and not exists (select 1 from (select %s from %s) r where %s)"
              .formatted(isWhole, right, target.typedRelation(), matches));
    }
    return orphans.signum() == 0
        ? verdict.passed(orphans)
        : verdict.broken(
            "%s rows refer to nothing in `%s`".formatted(orphans.toPlainString(), key.object()),
            orphans);
  }

  private static String named(List<String> expressions, String prefix) {
    List<String> named = new ArrayList<>();
    for (int index = 0; index < expressions.size(); index++) {
      named.add("%s as %s%d".formatted(expressions.get(index), prefix, index));
    }
    return String.join(", ", named);
  }
}

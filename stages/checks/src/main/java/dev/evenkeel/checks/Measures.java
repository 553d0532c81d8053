package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Numbers about a table. All ways to a number are exact, and each takes the cheapest that its file
/// has: a Parquet file's footer knows counts and bounds, a text that comes often is judged once,
/// and all the rest is one pass. When one number fails, each is asked for by itself, so that one
/// bad rule spoils no other.
final class Measures {
  static final String ROWS = "count(*)";

  private final DuckDb duck;
  private final TableSource source;
  private final Set<String> pass = new LinkedHashSet<>();
  private final Set<String> plain = new LinkedHashSet<>();
  private final Map<String, String> proofs = new LinkedHashMap<>();
  private final Map<String, String> conditions = new LinkedHashMap<>();
  private final FrequentValues values;
  private final Map<String, Optional<BigDecimal>> known = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();
  private Optional<CollectedRows> collected = Optional.empty();

  Measures(DuckDb duck, TableSource source) {
    this.duck = duck;
    this.source = source;
    this.values = new FrequentValues(duck, source);
  }

  /// How many rows a condition holds for, as an aggregate.
  static String rowsThat(String condition) {
    return "count(*) filter (where %s)".formatted(condition);
  }

  /// How many values of a column are missing, as an aggregate.
  static String nulls(String value) {
    return "count(*) - count(%s)".formatted(value);
  }

  /// Asks for an aggregate; equal ones are computed once. What the other ways answer is called by
  /// the aggregate that they save, too.
  String want(String aggregate) {
    pass.add(aggregate);
    return aggregate;
  }

  /// Asks for an aggregate of whole columns, such as a footer holds.
  String wantOfColumns(String aggregate) {
    (source.hasFooter() ? plain : pass).add(aggregate);
    return aggregate;
  }

  /// Asks how many rows a condition holds for.
  String wantRows(String condition) {
    conditions.put(rowsThat(condition), condition);
    return want(rowsThat(condition));
  }

  /// Asks how many rows a condition holds for.
  ///
  /// @param proof aggregate of whole columns that is 1 only when it holds for none
  String wantUnless(String proof, String condition) {
    if (!source.hasFooter()) {
      return wantRows(condition);
    }
    proofs.put(rowsThat(condition), proof);
    conditions.put(rowsThat(condition), condition);
    return rowsThat(condition);
  }

  /// Asks how many rows a condition on the values of one column holds for.
  String wantOfValues(TableSource.Column column, String condition) {
    if (!source.hasFooter() || !column.isText()) {
      return wantRows(condition);
    }
    values.want(column, condition);
    return rowsThat(condition);
  }

  /// Answers what does not need the rows.
  void runWithoutRows() {
    footerNulls()
        .forEach((column, rows) -> {
          if (plain.remove(nulls(DuckDb.name(column)))) {
            known.put(nulls(DuckDb.name(column)), Optional.of(rows));
          }
        });
    Set<String> first = new LinkedHashSet<>(plain);
    first.addAll(proofs.values());
    readAll(first);
    proofs.forEach((aggregate, proof) -> {
      if (number(proof).equals(Optional.of(BigDecimal.ONE))) {
        known.put(aggregate, Optional.of(BigDecimal.ZERO));
      } else {
        pass.add(aggregate);
      }
    });
    Map<String, BigDecimal> counted = values.count();
    counted.forEach((condition, rows) -> known.put(rowsThat(condition), Optional.of(rows)));
    values.wanted().stream()
        .filter(condition -> !counted.containsKey(condition))
        .forEach(this::wantRows);
  }

  private Map<String, BigDecimal> footerNulls() {
    try {
      return plain.isEmpty() ? Map.of() : FooterNulls.of(duck, source);
    } catch (IllegalStateException e) {
      // Then the columns are counted, and say what is wrong.
      return Map.of();
    }
  }

  /// Answers the rest in one pass.
  ///
  /// @param broken what is known to hold for some rows that are wanted later; the pass may keep
  ///   them, and all other rows that break a rule
  void runPass(List<String> broken) {
    if (!broken.isEmpty()) {
      try {
        collect(broken);
      } catch (IllegalStateException e) {
        // Then each number is asked for without keeping rows, and says what is wrong.
      }
    }
    readAll(pass);
  }

  private void collect(List<String> broken) {
    List<String> open = pass.stream().filter(conditions::containsKey).map(conditions::get).toList();
    if (open.isEmpty()) {
      return;
    }
    long rows = number(ROWS).map(BigDecimal::longValueExact).orElse(0L);
    Set<String> all = new LinkedHashSet<>(broken);
    all.addAll(open);
    Optional<CollectedRows> kept = CollectedRows.of(duck, source, rows, all);
    if (kept.isPresent()) {
      kept.get()
          .count(open)
          .forEach((condition, number) -> {
            known.put(rowsThat(condition), Optional.of(number));
            pass.remove(rowsThat(condition));
          });
      collected = kept;
    }
  }

  /// Where every row is that breaks a rule, and perhaps others.
  String relation() {
    return collected.map(CollectedRows::relation).orElse(source.typedRelation());
  }

  private void readAll(Collection<String> aggregates) {
    if (aggregates.isEmpty()) {
      return;
    }
    try {
      read(List.copyOf(aggregates));
    } catch (IllegalStateException e) {
      for (String aggregate : aggregates) {
        try {
          read(List.of(aggregate));
        } catch (IllegalStateException single) {
          failed.put(aggregate, reason(single));
        }
      }
    }
  }

  private void read(List<String> aggregates) {
    String select = String.join(", ", aggregates);
    List<@Nullable BigDecimal> numbers =
        duck.query(
            "select %s from %s".formatted(select, source.typedRelation()),
            rows -> {
              rows.next();
              List<@Nullable BigDecimal> read = new ArrayList<>();
              for (int index = 1; index <= aggregates.size(); index++) {
                read.add(rows.getBigDecimal(index));
              }
              return read;
            });
    for (int index = 0; index < aggregates.size(); index++) {
      known.put(aggregates.get(index), Optional.ofNullable(numbers.get(index)));
    }
  }

  /// A condition that holds for the same rows and takes less time, once all is known.
  String cheapest(String condition) {
    return values.shorter(condition).orElse(condition);
  }

  /// A number; empty when there is none, as of no rows.
  Optional<BigDecimal> number(String aggregate) {
    return known.getOrDefault(aggregate, Optional.empty());
  }

  /// Why a number could not be had.
  Optional<String> failure(String aggregate) {
    return Optional.ofNullable(failed.get(aggregate));
  }

  /// The engine's own first line.
  static String reason(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return said.substring(0, Math.min(said.length(), 200)).replaceAll("\\p{C}", "?");
  }
}

package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Numbers about a table, all of them in one pass. When one of them fails, each is asked for by
/// itself, so that one bad rule spoils no other.
final class Measures {
  private final DuckDb duck;
  private final String relation;
  private final Map<String, String> wanted = new LinkedHashMap<>();
  private final Map<String, Optional<BigDecimal>> known = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  Measures(DuckDb duck, String relation) {
    this.duck = duck;
    this.relation = relation;
  }

  /// Asks for an aggregate; equal ones are computed once.
  String want(String aggregate) {
    wanted.putIfAbsent(aggregate, "m" + wanted.size());
    return aggregate;
  }

  void run() {
    List<String> aggregates = new ArrayList<>(wanted.keySet());
    try {
      read(aggregates);
    } catch (RuntimeException e) {
      known.clear();
      for (String aggregate : aggregates) {
        try {
          read(List.of(aggregate));
        } catch (RuntimeException single) {
          failed.put(aggregate, reason(single));
        }
      }
    }
  }

  private void read(List<String> aggregates) {
    String select = String.join(", ", aggregates);
    List<@Nullable BigDecimal> numbers =
        duck.query(
            "select %s from %s".formatted(select, relation),
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

package dev.evenkeel.registry.search;

import java.util.List;

/// One condition of a filter; a filter holds when all its clauses do.
sealed interface Clause {
  /// What it asks about.
  Key key();

  /// `metrics.loss < 0.1`.
  record Figure(Key key, Relation relation, Numeral value) implements Clause {}

  /// `params.kind LIKE 'tree%'`.
  record Text(Key key, Likeness likeness, String value) implements Clause {}

  /// `run_id IN ('a', 'b')`.
  record OneOf(Key key, boolean negated, List<String> values) implements Clause {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /// `tags.owner IS NULL`, or with `negated` `IS NOT NULL`. MLflow reads it since 3.17.
  record Absent(Key key, boolean negated) implements Clause {}
}

package dev.evenkeel.registry.search;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Prompts are registered models with a tag, to MLflow. A search hides them unless its filter asks
/// for them, and what it says about their tag then holds for models, which have none.
final class Prompts {
  /// What marks a prompt, with the value `true`.
  static final String TAG = "mlflow.prompt.is_prompt";

  private static final Key KEY = new Key(Entity.TAG, TAG);

  private Prompts() {}

  /// Whether a filter asks for prompts: the first clause on their tag says so.
  static boolean areAsked(List<Clause> clauses) {
    Optional<Clause> first =
        clauses.stream().filter(clause -> clause.key().equals(KEY)).findFirst();
    return first.isPresent()
        && first.get() instanceof Clause.Text(_, Likeness likeness, String value)
        && switch (likeness) {
          case EQUAL -> value.toLowerCase(Locale.ROOT).equals("true");
          case UNEQUAL -> value.toLowerCase(Locale.ROOT).equals("false");
          case LIKE, ILIKE -> false;
        };
  }

  /// The clauses that are left to ask: those on the tag say nothing when prompts are hidden anyway.
  static List<Clause> asked(List<Clause> clauses) {
    return areAsked(clauses)
        ? clauses
        : clauses.stream().filter(clause -> !clause.key().equals(KEY)).toList();
  }
}

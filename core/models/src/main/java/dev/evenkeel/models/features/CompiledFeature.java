package dev.evenkeel.models.features;

import java.util.List;

/// A feature compiled.
///
/// @param form what it becomes
/// @param watched the levels in it, whose unknown values are reported
public record CompiledFeature(Form form, List<Levels> watched) {
  public CompiledFeature {
    watched = List.copyOf(watched);
  }

  /// What a feature becomes: one number, a text, or a number for each level.
  public sealed interface Form {
    /// One number.
    record Single(Expression.Numeric value) implements Form {}

    /// A text.
    record Text(Expression.Textual value) implements Form {}

    /// A number for each level.
    ///
    /// @param index the level of a row, by position
    /// @param suffixes what each level is called: `brick`
    record OneHot(Expression.Numeric index, List<String> suffixes) implements Form {
      public OneHot {
        suffixes = List.copyOf(suffixes);
      }

      /// Whether a row has a level; missing when its index is.
      public static double is(double index, int level) {
        return Double.isNaN(index) ? Double.NaN : index == level ? 1 : 0;
      }
    }
  }
}

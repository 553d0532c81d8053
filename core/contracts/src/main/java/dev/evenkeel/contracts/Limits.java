package dev.evenkeel.contracts;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/// What the standard lets a contract say of a value beyond inclusive bounds of numbers, lengths and
/// patterns. Files are judged by the same ([dev.evenkeel.contracts.rules.Body]).
///
/// @param above what numbers are more than
/// @param below what numbers are less than
/// @param multipleOf more than 0
/// @param format of a string, such as `email`, or what an integer fits, such as `i32`; empty when
///   there is none that can be judged
public record Limits(
    Optional<BigDecimal> above,
    Optional<BigDecimal> below,
    Optional<BigDecimal> multipleOf,
    String format,
    Times times) {
  private static final Limits NONE =
      new Limits(Optional.empty(), Optional.empty(), Optional.empty(), "", Times.any());

  public Limits {
    Objects.requireNonNull(format);
  }

  /// Bounds of dates and timestamps, each as the column writes its times; empty when there is none.
  ///
  /// @param earliest inclusive
  /// @param after exclusive
  /// @param latest inclusive
  /// @param before exclusive
  public record Times(String earliest, String after, String latest, String before) {
    /// No bounds.
    public static Times any() {
      return new Times("", "", "", "");
    }

    boolean isAny() {
      return (earliest + after + latest + before).isEmpty();
    }
  }

  /// No limits.
  public static Limits none() {
    return NONE;
  }
}

package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;

/// Says why a file is no model that can be served.
///
/// @param where the file's name
/// @param remedy how to save it again
record Refusal(String where, String remedy) {
  ProblemException of(String what, String expected) {
    return of(what, expected, remedy);
  }

  ProblemException of(String what, String expected, String otherRemedy) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a model that can be served: " + what,
            where,
            expected,
            otherRemedy)
        .asException();
  }

  ProblemException malformed(String what, String expected) {
    return new Problem(Problem.Kind.MALFORMED, what, where, expected, remedy).asException();
  }

  ProblemException tooLarge(String what, String expected) {
    return new Problem(Problem.Kind.TOO_LARGE, what, where, expected, remedy).asException();
  }

  /// A whole number within bounds.
  int whole(double value, String what, int least, int most) {
    if (value == Math.rint(value) && value >= least && value <= most) {
      return (int) value;
    }
    throw outside(what, written(value), least, most);
  }

  /// A whole number within bounds, written as text.
  int whole(String text, String what, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    throw outside(what, text, least, most);
  }

  private ProblemException outside(String what, String found, int least, int most) {
    return of(
        "%s is `%s`".formatted(what, Names.abbreviate(found)),
        "a whole number from %d to %d".formatted(least, most));
  }

  static String written(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}

package dev.evenkeel.base;

import java.util.Locale;
import java.util.regex.Pattern;

/// Names that people give to datasets, models, contracts and projects. They appear in addresses and
/// references, so they hold no `/ : @ %`.
public final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final int MESSAGE_CHARS = 60;
  private static final int COMPARED_CHARS = 64;

  private Names() {}

  /// Answers the name itself.
  ///
  /// @param what what is named, for the message: `model`
  public static String check(String what, String name) {
    return check(what, name, "");
  }

  /// Answers the name itself.
  ///
  /// @param what what is named, for the message: `model`
  /// @param where the place where it stands, for the message
  public static String check(String what, String name, String where) {
    if (!NAME.matcher(name).matches()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s name `%s` cannot be used".formatted(what, abbreviate(name)),
              where,
              "1 to 128 letters, digits, `_`, `.` or `-`, the first a letter or digit",
              "choose another name")
          .asException();
    }
    return name;
  }

  /// At most 60 characters of a foreign text, fit for a message: nothing in it moves a terminal's
  /// cursor, turns the direction of writing or is half a character.
  public static String abbreviate(String text) {
    String start = text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS - 3);
    String clean = printable(start);
    return text.length() <= MESSAGE_CHARS ? clean : clean + "...";
  }

  static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }

  /// The known name that a misspelt one most likely meant, or empty text when none is near.
  public static String nearest(String name, Iterable<String> known) {
    String meant = compared(name);
    String best = "";
    int bestDistance = Math.max(2, meant.length() / 3) + 1;
    for (String candidate : known) {
      String other = compared(candidate);
      // At least as many letters must change as one has more than the other.
      if (Math.abs(meant.length() - other.length()) < bestDistance) {
        int distance = distance(meant, other);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = candidate;
        }
      }
    }
    return best;
  }

  private static String compared(String name) {
    return name.substring(0, Math.min(COMPARED_CHARS, name.length())).toLowerCase(Locale.ROOT);
  }

  /// Levenshtein's distance.
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= left.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int substituted = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(substituted, Math.min(row[column], row[column - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}

package dev.evenkeel.base;

import java.util.regex.Pattern;

/// Names that people give to datasets, models, contracts and projects. They appear in addresses and
/// references, so they hold no `/ : @ %`.
public final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private Names() {}

  /// Answers the name itself.
  ///
  /// @param what what is named, for the message: `model`
  public static String check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s name `%s` cannot be used".formatted(what, abbreviate(name)),
              "",
              "1 to 128 letters, digits, `_`, `.` or `-`, the first a letter or digit",
              "choose another name")
          .asException();
    }
    return name;
  }

  /// At most 60 characters of a foreign text, without control characters, fit for a message.
  public static String abbreviate(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 60 ? clean : clean.substring(0, 57) + "...";
  }

  /// The known name that a misspelt one most likely meant, or empty text when none is near.
  public static String nearest(String name, Iterable<String> known) {
    String best = "";
    int bestDistance = Math.max(2, name.length() / 3) + 1;
    for (String candidate : known) {
      int distance =
          distance(
              name.toLowerCase(java.util.Locale.ROOT),
              candidate.toLowerCase(java.util.Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /// Levenshtein's distance of the first 64 characters.
  private static int distance(String one, String two) {
    String left = one.substring(0, Math.min(64, one.length()));
    String right = two.substring(0, Math.min(64, two.length()));
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

package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the line of a `requirements.txt` that pip could not fulfil.
final class PipFailure {
  // Both as pip says it since 2018, the second before the first.
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:No matching distribution found for|that satisfies the requirement) ([\\w.-]+)");

  private PipFailure() {}

  /// The same problem with that line before pip's words; as it was when there is none.
  ///
  /// @param where the text stands, for messages
  static Problem located(Problem problem, String requirements, String where) {
    Matcher named = NAMED.matcher(problem.where());
    if (!named.find()) {
      return problem;
    }
    String wanted = normalised(named.group(1));
    int number = 0;
    for (String line : requirements.split("\\R", -1)) {
      number++;
      if (normalised(line.strip().replaceFirst("[^A-Za-z0-9._-].*", "")).equals(wanted)) {
        return new Problem(
            problem.kind(),
            problem.what(),
            "%s:%d\n%s".formatted(where, number, problem.where()),
            problem.expected(),
            problem.remedy());
      }
    }
    return problem;
  }

  private static String normalised(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}

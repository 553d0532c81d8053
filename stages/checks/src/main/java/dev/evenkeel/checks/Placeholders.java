package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What stands in a contract's query for the names of the table and of the column: `{object}` and
/// `{property}` in the standard, others in the wild, each with or without a dollar sign and quotes.
final class Placeholders {
  private static final Pattern PLACE =
      Pattern.compile(
          """
          (?x)
          (?: \\$?\\{ (?:catalog|database|project|schema|dataset) } \\. )*   # there is one schema
          (?<quote> ["'`]? )
          \\$?\\{ (?: (?<object> object|model|table ) | (?<property> property|field|column ) ) }
          \\k<quote>
          """);

  private Placeholders() {}

  /// The query with quoted names. What is unknown, or a property that a rule of a whole object does
  /// not have, stays, and no engine takes it.
  ///
  /// @param property its path; empty for a rule of the whole object
  static String replace(String query, String object, List<String> property) {
    return PLACE
        .matcher(query)
        .replaceAll(match -> {
          List<String> path = match.start("object") >= 0 ? List.of(object) : property;
          return Matcher.quoteReplacement(path.isEmpty() ? match.group() : quoted(path));
        });
  }

  private static String quoted(List<String> path) {
    return path.stream().map(DuckDb::name).collect(Collectors.joining("."));
  }
}

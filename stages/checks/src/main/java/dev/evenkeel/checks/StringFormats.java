package dev.evenkeel.checks;

import dev.evenkeel.contracts.TextFormats;
import dev.evenkeel.tables.DuckDb;

/// The standard's formats of strings as conditions.
final class StringFormats {
  private StringFormats() {}

  static String broken(String format, String text) {
    String mismatch =
        "not regexp_full_match(%s, %s)".formatted(text, DuckDb.text(TextFormats.pattern(format)));
    int most = TextFormats.charactersMax(format);
    return most == Integer.MAX_VALUE
        ? mismatch
        : mismatch + " or length(%s) > %d".formatted(text, most);
  }
}

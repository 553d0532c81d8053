package dev.evenkeel.contracts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Goes through a pattern once, and knows which grammar it needs.
final class EcmaScanner {
  private final String pattern;
  private int at;
  private boolean isOld;
  private boolean isNew;

  EcmaScanner(String pattern) {
    this.pattern = pattern;
  }

  int at() {
    return at;
  }

  boolean more() {
    return at < pattern.length();
  }

  boolean sees(String text) {
    return pattern.startsWith(text, at);
  }

  boolean takes(String text) {
    boolean sees = sees(text);
    at += sees ? text.length() : 0;
    return sees;
  }

  /// The next character, which must be there.
  int next() {
    demand(more(), "an end too early");
    int point = pattern.codePointAt(at);
    demand(!isSurrogate(point), "half of a surrogate pair");
    at += Character.charCount(point);
    return point;
  }

  /// What lies ahead, without taking it.
  @Nullable Matcher match(Pattern form) {
    Matcher matcher = form.matcher(pattern).region(at, pattern.length());
    return matcher.lookingAt() ? matcher : null;
  }

  void skip(int chars) {
    at += chars;
  }

  /// Takes what has the form, or refuses.
  String take(Pattern form, String otherwise) {
    Matcher matcher = match(form);
    demand(matcher != null, otherwise);
    skip(matcher == null ? 0 : matcher.end() - matcher.start());
    return matcher == null ? "" : matcher.group();
  }

  /// Says that the pattern holds what only the grammar without the flag `u` allows.
  void readOldGrammar() {
    isOld = true;
  }

  /// Says that the pattern holds what means something else without the flag `u`.
  void readNewGrammar() {
    isNew = true;
  }

  void demandOneGrammar() {
    demand(
        !isOld || !isNew,
        "an escape of the flag `u` together with a lone brace or an escape that the flag forbids",
        0);
  }

  void demand(boolean holds, String what) {
    demand(holds, what, at);
  }

  void demand(boolean holds, String what, int place) {
    if (!holds) {
      throw new PatternSyntaxException(what, pattern, place);
    }
  }

  static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}

package dev.evenkeel.contracts;

import dev.evenkeel.base.Yaml;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns of a contract: the part of ECMA-262 that RE2 and the JDK understand alike, so that a
/// file and a request are judged by one meaning. Look-around, back references, flags, possessive
/// quantifiers and escapes such as `\p` or `\Q` are not in it.
///
/// The JDK's engine backtracks, and a hostile value may make it do so for years; therefore a match
/// has a budget, and a value that spends it does not match.
public final class Patterns {
  private static final int CHARS_MAX = 500;
  private static final int STEPS_MAX = 1_000_000;
  private static final String ESCAPES = "dDwWsSbBtnrf";

  private Patterns() {}

  /// Refuses a pattern that engines would read differently, naming its place.
  public static String check(String pattern, Yaml.Place place) {
    if (pattern.length() > CHARS_MAX) {
      throw place
          .problem("the pattern is too long", "at most %d characters".formatted(CHARS_MAX))
          .asException();
    }
    try {
      compile(pattern);
      return pattern;
    } catch (PatternSyntaxException e) {
      throw place
          .problem(
              "the pattern cannot be used: %s near character %d"
                  .formatted(e.getDescription(), e.getIndex() + 1),
              "characters, classes, groups `(...)` and `(?:...)`, `|`, `^`, `$`, `* + ? {1,9}`")
          .asException(e);
    }
  }

  /// With `$` at the very end only and `.` for everything but a line feed, as RE2 has it.
  static Pattern compile(String pattern) {
    return Pattern.compile(new Translation(pattern).java(), Pattern.UNIX_LINES);
  }

  /// Whether the text holds a match anywhere.
  static boolean matches(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Budgeted(text)).find();
    } catch (SpentException | StackOverflowError e) {
      return false;
    }
  }

  /// One pass over a pattern.
  private static final class Translation {
    private final String pattern;
    private final StringBuilder java = new StringBuilder();
    private boolean inClass;
    private boolean afterQuantifier;

    Translation(String pattern) {
      this.pattern = pattern;
    }

    String java() {
      int at = 0;
      while (at < pattern.length()) {
        char letter = pattern.charAt(at);
        if (letter == '\\') {
          at = escape(at);
        } else if (inClass) {
          member(letter, at);
        } else {
          outside(letter, at);
        }
        at++;
      }
      return java.toString();
    }

    private int escape(int at) {
      char escaped = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 'a';
      boolean isWord = Character.isLetterOrDigit(escaped);
      demand(!isWord || ESCAPES.indexOf(escaped) >= 0, "an unknown escape", at);
      java.append('\\').append(escaped);
      afterQuantifier = false;
      return at + 1;
    }

    private void member(char letter, int at) {
      demand(!pattern.startsWith("[:", at), "a named class", at);
      // Java alone has classes inside of classes, and their intersection.
      java.append(letter == '[' || letter == '&' ? "\\" : "").append(letter);
      inClass = letter != ']';
    }

    private void outside(char letter, int at) {
      demand(!pattern.startsWith("(?", at) || pattern.startsWith("(?:", at), "`(?`", at);
      demand(!afterQuantifier || letter != '+', "a possessive quantifier", at);
      demand(!pattern.substring(at).matches("(?s)\\{\\d*,?\\d{4,}.*"), "a large repetition", at);
      java.append(letter == '$' ? "\\z" : String.valueOf(letter));
      afterQuantifier = "*+?}".indexOf(letter) >= 0;
      inClass = letter == '[';
    }

    private void demand(boolean holds, String what, int at) {
      if (!holds) {
        throw new PatternSyntaxException(what, pattern, at);
      }
    }
  }

  private static final class SpentException extends RuntimeException {}

  /// A text that may be looked at so many times.
  private static final class Budgeted implements CharSequence {
    private final String text;
    private int left = STEPS_MAX;

    Budgeted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (left-- == 0) {
        throw new SpentException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

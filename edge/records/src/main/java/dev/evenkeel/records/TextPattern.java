package dev.evenkeel.records;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A contract's pattern, which means what ECMA-262 means by it. The plugin has translated it for
/// the JDK; it is found anywhere in a text, by characters and not by halves of surrogate pairs.
public final class TextPattern {
  // As a server judges requests, so that both say the same of every value.
  private static final int STEPS_MAX = 1_000_000;

  private final Pattern java;

  private TextPattern(Pattern java) {
    this.java = java;
  }

  /// Takes a pattern of the JDK; generated code gives it.
  ///
  /// @param translated as `contract-maven-plugin` writes it
  public static TextPattern of(String translated) {
    return new TextPattern(Pattern.compile(translated));
  }

  /// Whether the text holds a match. The JDK's engine backtracks, and a hostile value may make it
  /// do so for years; therefore a match has a budget, and a value that spends it does not match.
  public boolean isIn(String text) {
    try {
      return found(java.matcher(new Budgeted(text, STEPS_MAX)), text);
    } catch (SpentException | StackOverflowError e) {
      return false;
    }
  }

  private static boolean found(Matcher matcher, String text) {
    if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
      return matcher.find();
    }
    // The JDK would also try between the halves of a pair.
    matcher.useAnchoringBounds(false).useTransparentBounds(true);
    for (int at = 0; at <= text.length(); at++) {
      boolean isInside = at < text.length() && Character.isLowSurrogate(text.charAt(at));
      if (!isInside && matcher.region(at, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /// A text that may be looked at so many times.
  private static final class Budgeted implements CharSequence {
    private final String text;
    private int left;

    Budgeted(String text, int steps) {
      this.text = text;
      this.left = steps;
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

  private static final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpentException() {
      super("", null, false, false);
    }
  }
}

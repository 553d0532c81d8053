package dev.evenkeel.registry.search;

/// A piece of a filter.
///
/// @param text what it says, without quotes
/// @param owner the part before the point of a [Kind#PATH]; else empty
/// @param at of its first character, from 0
record Token(Kind kind, String owner, String text, int at) {
  enum Kind {
    /// A bare name or keyword.
    WORD,
    /// `metrics.loss`, either part perhaps quoted.
    PATH,
    /// A text in single quotes.
    STRING,
    /// A text in double quotes: a name or a value, whatever is wanted.
    QUOTED,
    /// A name in back-ticks.
    TICKED,
    NUMBER,
    OPERATOR,
    OPEN,
    COMMA,
    CLOSE,
    END
  }

  /// Whether it is a keyword, whatever the case of its letters.
  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }
}

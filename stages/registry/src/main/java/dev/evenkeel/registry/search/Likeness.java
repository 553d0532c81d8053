package dev.evenkeel.registry.search;

/// How two texts are compared.
enum Likeness {
  EQUAL("="),
  UNEQUAL("!="),
  /// `%` stands for any text, `_` for one character; nothing escapes them.
  LIKE("LIKE"),
  /// The same, whatever the case of letters.
  ILIKE("ILIKE");

  private final String sign;

  Likeness(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }
}

package dev.evenkeel.contracts;

/// A text that may be looked at so many times.
final class BudgetedText implements CharSequence {
  private final String text;
  private int left;

  BudgetedText(String text, int steps) {
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

  static final class SpentException extends RuntimeException {}
}

package dev.evenkeel.authoring;

/// When a step runs: comparisons of [Out], joined. It is data; nothing of it runs in Java.
public final class When {
  /// What a condition is made of, to know where parentheses belong.
  enum Shape {
    ONE,
    TRUTH,
    NOT,
    ALL,
    ANY
  }

  private final String text;
  private final Shape shape;

  When(String text, Shape shape) {
    this.text = text;
    this.shape = shape;
  }

  /// A value that is `true`.
  public static When holds(Out<Boolean> value) {
    return new When(value.reference(), Shape.TRUTH);
  }

  /// The opposite.
  public static When not(When condition) {
    return new When(
        "not " + (condition.shape == Shape.TRUTH ? condition.text : "(" + condition.text + ")"),
        Shape.NOT);
  }

  /// Both hold.
  public When and(When other) {
    return new When(inAll() + " and " + other.inAll(), Shape.ALL);
  }

  /// At least one of them holds.
  public When or(When other) {
    return new When(text + " or " + other.text, Shape.ANY);
  }

  private String inAll() {
    return shape == Shape.ANY ? "(" + text + ")" : text;
  }

  /// As the pipeline's file writes it.
  @Override
  public String toString() {
    return text;
  }
}

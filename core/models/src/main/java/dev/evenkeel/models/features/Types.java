package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Expression.Timed;
import dev.evenkeel.models.features.Tokens.Kind;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.OptionalLong;

/// Demands an expression's type, and says at its place when it has another.
final class Types {
  private Types() {}

  /// @param form of the function that takes it; empty for an operator
  static Numeric number(Expression expression, Token place, String form) {
    return switch (expression) {
      case Numeric number -> number;
      case Textual text ->
          throw other(
              place,
              expression,
              form,
              form.isEmpty() ? "a number; for levels write one_hot(field, 'a', 'b')" : "a number");
      case Timed time ->
          throw other(
              place,
              expression,
              form,
              form.isEmpty() ? "a number, such as year(field)" : "a number");
    };
  }

  static Textual text(Expression expression, Token place, String form) {
    if (expression instanceof Textual text) {
      return text;
    }
    throw other(place, expression, form, "a text");
  }

  // A quoted text that stands for a time is read once, here.
  static Timed time(Expression expression, Token place, String form) {
    if (expression instanceof Timed time) {
      return time;
    }
    if (expression instanceof Texts.Constant constant) {
      OptionalLong micros = Formats.parse(constant.text(), LogicalType.TIMESTAMP, "");
      if (micros.isPresent()) {
        return new Times.Constant(micros.getAsLong());
      }
      throw new SyntaxException(
          place.column(),
          "'%s' is no time".formatted(Names.abbreviate(constant.text())),
          "a time such as '2026-01-31' or '2026-01-31T12:00:00Z'");
    }
    throw other(place, expression, form, "a field of type date or timestamp");
  }

  static SyntaxException other(Token place, Expression expression, String form, String expected) {
    return new SyntaxException(
        place.column(),
        "%s is %s".formatted(named(place), kind(expression)),
        form.isEmpty() ? expected : "%s for %s".formatted(expected, form));
  }

  static String kind(Expression expression) {
    return switch (expression) {
      case Numeric number -> "a number";
      case Textual text -> "a text";
      case Timed time -> "a time";
    };
  }

  private static String named(Token place) {
    return place.kind() == Kind.SYMBOL ? "this" : "`%s`".formatted(Names.abbreviate(place.text()));
  }
}

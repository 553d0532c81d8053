package dev.evenkeel.models.features;

import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Expression.Timed;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.List;
import java.util.stream.IntStream;

/// What a function is called with, by position from 0.
///
/// @param name the function's
/// @param form how the function is written, for messages
record Arguments(Token name, String form, List<Value> values) {
  /// @param place where it begins
  record Value(Expression expression, Token place) {}

  int count() {
    return values.size();
  }

  Arguments demand(int count) {
    return demand(count, count);
  }

  Arguments demand(int least, int most) {
    if (count() < least || count() > most) {
      throw new SyntaxException(
          name.column(), "`%s` with %d arguments".formatted(name.text(), count()), form);
    }
    return this;
  }

  Expression value(int position) {
    return values.get(position).expression();
  }

  Numeric number(int position) {
    Value value = values.get(position);
    return Types.number(value.expression(), value.place(), form);
  }

  Textual text(int position) {
    Value value = values.get(position);
    return Types.text(value.expression(), value.place(), form);
  }

  Timed time(int position) {
    Value value = values.get(position);
    return Types.time(value.expression(), value.place(), form);
  }

  List<Numeric> numbers(int from) {
    return IntStream.range(from, count()).mapToObj(this::number).toList();
  }

  List<Textual> texts(int from) {
    return IntStream.range(from, count()).mapToObj(this::text).toList();
  }
}

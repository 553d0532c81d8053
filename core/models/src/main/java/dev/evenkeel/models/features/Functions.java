package dev.evenkeel.models.features;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.features.Expression.Numeric;
import dev.evenkeel.models.features.Expression.Textual;
import dev.evenkeel.models.features.Expression.Timed;
import dev.evenkeel.models.features.Tokens.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The functions of the feature language. `StrictMath`, so that every Java computes the same bits.
final class Functions {
  /// What takes levels or bounds as written, which [LevelFunctions] reads.
  static final List<String> LEVELLED =
      List.of("one_hot(value, level, …)", "category(value, level, …)", "bucket(value, bound, …)");

  private static final int MANY = Integer.MAX_VALUE;
  private static final double MICROS_A_DAY = 86_400_000_000.0;
  private static final double MICROS_AN_HOUR = 3_600_000_000.0;

  private static final Map<String, Function> BY_NAME = new LinkedHashMap<>();

  static {
    Stream.of(
            new Function("if(condition, then, otherwise)", Functions::choice),
            new Function("coalesce(value, otherwise, …)", Functions::coalesced),
            new Function("is_missing(value)", Functions::isMissing),
            number("abs(value)", Math::abs),
            // A logarithm or root of what has none is unknown.
            number("log(value)", value -> value > 0 ? StrictMath.log(value) : Double.NaN),
            number("exp(value)", StrictMath::exp),
            number("sqrt(value)", StrictMath::sqrt),
            number("round(value)", Math::rint),
            number("floor(value)", StrictMath::floor),
            number("ceil(value)", StrictMath::ceil),
            folded("min(value, other, …)", Math::min),
            folded("max(value, other, …)", Math::max),
            new Function("clip(value, least, most)", Functions::clip),
            text("lower(text)", text -> text.toLowerCase(Locale.ROOT)),
            text("upper(text)", text -> text.toUpperCase(Locale.ROOT)),
            text("trim(text)", String::strip),
            new Function("length(text)", Functions::length),
            time("year(time)", micros -> TimeParts.date(micros).getYear()),
            time("quarter(time)", TimeParts::quarter),
            time("month(time)", micros -> TimeParts.date(micros).getMonthValue()),
            time("day(time)", micros -> TimeParts.date(micros).getDayOfMonth()),
            time("day_of_year(time)", micros -> TimeParts.date(micros).getDayOfYear()),
            time("weekday(time)", micros -> TimeParts.date(micros).getDayOfWeek().getValue()),
            clock("hour(timestamp)", TimeParts::hour),
            clock("minute(timestamp)", TimeParts::minute),
            between("days_between(from, to)", MICROS_A_DAY),
            between("hours_between(from, to)", MICROS_AN_HOUR))
        .forEach(function -> BY_NAME.put(function.name(), function));
  }

  private Functions() {}

  /// How each function is written.
  static List<String> forms() {
    return Stream.concat(LEVELLED.stream(), BY_NAME.values().stream().map(Function::form)).toList();
  }

  /// The function of a name, or the problem of a wrong one.
  static Function named(Token name) {
    Function function = BY_NAME.get(name.text());
    if (function != null) {
      return function;
    }
    List<String> names =
        forms().stream().map(form -> form.substring(0, form.indexOf('('))).toList();
    String near = Names.nearest(name.text(), names);
    throw new SyntaxException(
        name.column(),
        "function `%s` is unknown".formatted(Names.abbreviate(name.text())),
        near.isEmpty()
            ? "one of " + String.join(", ", names)
            : "did you mean `%s`?".formatted(near));
  }

  private static Function number(String form, DoubleUnaryOperator kernel) {
    return new Function(
        form, arguments -> new Numbers.Mapped(arguments.demand(1).number(0), kernel));
  }

  private static Function folded(String form, DoubleBinaryOperator kernel) {
    return new Function(
        form,
        arguments ->
            arguments.demand(2, MANY).numbers(0).stream()
                .reduce((left, right) -> new Numbers.Joined(left, right, kernel))
                .orElseThrow());
  }

  private static Function text(String form, UnaryOperator<String> kernel) {
    return new Function(form, arguments -> new Texts.Mapped(arguments.demand(1).text(0), kernel));
  }

  private static Function time(String form, LongToDoubleFunction kernel) {
    return new Function(form, arguments -> Times.measured(arguments.demand(1).time(0), kernel));
  }

  // The hour of a date would be 0 for each row: a feature that says nothing, and nobody sees why.
  private static Function clock(String form, LongToDoubleFunction kernel) {
    return new Function(
        form,
        arguments -> {
          Timed time = arguments.demand(1).time(0);
          if (!time.hasClock()) {
            throw new SyntaxException(
                arguments.values().getFirst().place().column(),
                "a date has no time of day",
                "a field of type timestamp for " + form);
          }
          return Times.measured(time, kernel);
        });
  }

  private static Function between(String form, double unitMicros) {
    return new Function(
        form,
        arguments -> {
          arguments.demand(2);
          return new Times.Related(
              arguments.time(0),
              arguments.time(1),
              (from, to) -> TimeParts.difference(from, to) / unitMicros);
        });
  }

  private static Expression choice(Arguments arguments) {
    Numeric condition = arguments.demand(3).number(0);
    return arguments.value(1) instanceof Textual
        ? new Texts.Choice(condition, arguments.text(1), arguments.text(2))
        : new Numbers.Choice(condition, arguments.number(1), arguments.number(2));
  }

  private static Expression coalesced(Arguments arguments) {
    return arguments.demand(2, MANY).value(0) instanceof Textual
        ? new Texts.Coalesced(arguments.texts(0))
        : new Numbers.Coalesced(arguments.numbers(0));
  }

  private static Expression isMissing(Arguments arguments) {
    return switch (arguments.demand(1).value(0)) {
      case Numeric number ->
          new Numbers.Mapped(number, value -> Numbers.truth(Double.isNaN(value)));
      case Textual text -> new Texts.Measured(text, value -> Numbers.truth(value == null));
      case Timed time ->
          new Times.Measured(time, micros -> Numbers.truth(TimeParts.isMissing(micros)));
    };
  }

  private static Expression clip(Arguments arguments) {
    arguments.demand(3);
    Numeric raised = new Numbers.Joined(arguments.number(0), arguments.number(1), Math::max);
    return new Numbers.Joined(raised, arguments.number(2), Math::min);
  }

  // In characters as people count them, as the contract's rules do.
  private static Expression length(Arguments arguments) {
    return Texts.measured(
        arguments.demand(1).text(0), text -> text.codePointCount(0, text.length()));
  }
}

package dev.evenkeel.contracts.rules;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import java.util.Optional;

/// A length of time of a service level: a number with a unit, or ISO 8601 as a whole.
///
/// `m` alone is read as minutes; datacontract-cli reads it as minutes of a freshness and as months
/// of a retention, so lint asks for the long spelling.
///
/// @param days years, months and days
/// @param time what is shorter than a day
record SlaTime(Period days, Duration time) {
  private static final BigDecimal SECONDS_MAX = new BigDecimal("1e10");

  static Optional<SlaTime> of(Object value, String unit) {
    String text = value.toString().strip();
    if (unit.isBlank() && text.toUpperCase(Locale.ROOT).startsWith("P")) {
      return iso(text);
    }
    try {
      String number = text;
      String spelled = unit;
      if (unit.isBlank()) {
        number = text.replaceFirst("[A-Za-z ]+$", "");
        spelled = text.substring(number.length());
      }
      BigDecimal amount = new BigDecimal(number.strip());
      if (amount.signum() < 0 || amount.compareTo(SECONDS_MAX) > 0) {
        return Optional.empty();
      }
      return inUnit(amount, spelled.strip().toLowerCase(Locale.ROOT));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<SlaTime> inUnit(BigDecimal amount, String unit) {
    return switch (unit) {
      case "y", "yr", "yrs", "year", "years" -> whole(amount).map(n -> of(Period.ofYears(n)));
      case "mo", "mon", "month", "months" -> whole(amount).map(n -> of(Period.ofMonths(n)));
      case "w", "week", "weeks" -> seconds(amount, 7 * 86_400);
      case "", "d", "day", "days" -> seconds(amount, 86_400);
      case "h", "hr", "hrs", "hour", "hours" -> seconds(amount, 3_600);
      case "m", "min", "mins", "minute", "minutes" -> seconds(amount, 60);
      case "s", "sec", "secs", "second", "seconds" -> seconds(amount, 1);
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> whole(BigDecimal amount) {
    return amount.stripTrailingZeros().scale() <= 0 && amount.compareTo(new BigDecimal(9_999)) <= 0
        ? Optional.of(amount.intValueExact())
        : Optional.empty();
  }

  private static Optional<SlaTime> seconds(BigDecimal amount, long each) {
    BigDecimal nanos = amount.multiply(BigDecimal.valueOf(each)).movePointRight(9);
    return Optional.of(
        new SlaTime(
            Period.ZERO,
            Duration.ofSeconds(
                nanos.movePointLeft(9).longValue(),
                nanos.remainder(BigDecimal.valueOf(1_000_000_000L)).longValue())));
  }

  private static SlaTime of(Period days) {
    return new SlaTime(days, Duration.ZERO);
  }

  private static Optional<SlaTime> iso(String text) {
    int time = text.toUpperCase(Locale.ROOT).indexOf('T');
    if (text.length() == 1) {
      return Optional.empty();
    }
    try {
      String date = time < 0 ? text : text.substring(0, time);
      Period days = date.length() == 1 ? Period.ZERO : Period.parse(date);
      Duration rest = time < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(time));
      return days.isNegative() || rest.isNegative()
          ? Optional.empty()
          : Optional.of(new SlaTime(days, rest));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

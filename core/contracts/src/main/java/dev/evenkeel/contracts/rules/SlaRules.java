package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SlaProperty;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Service levels of a document, as far as they are about one of its objects.
final class SlaRules {
  private static final Pattern TIME_OF_DAY =
      Pattern.compile("(\\d{1,2}:\\d{2}(?::\\d{2})?)\\s*(Z|[+-]\\d{2}:?\\d{2})?");

  private SlaRules() {}

  static List<Rule> of(Document document, SchemaObject object) {
    List<Rule> rules = new ArrayList<>();
    for (int index = 0; index < document.slaProperties().size(); index++) {
      SlaProperty sla = document.slaProperties().get(index);
      String pointer = "/slaProperties/" + index;
      String elements = sla.element().isEmpty() ? document.slaDefaultElement() : sla.element();
      boolean isOnlyObject = document.schema().size() == 1;
      if (elements.isBlank()) {
        if (isOnlyObject || document.schema().indexOf(object) == 0) {
          rules.add(rule(pointer, sla, List.of(), body(sla, false)));
        }
        continue;
      }
      for (String element : elements.split(",", -1)) {
        column(element.strip(), object, isOnlyObject)
            .ifPresent(
                column -> rules.add(rule(pointer, sla, column, body(sla, !column.isEmpty()))));
      }
    }
    return rules;
  }

  /// The column that an element names, none for the whole object; empty when it is of another.
  private static Optional<List<String>> column(
      String element, SchemaObject object, boolean isOnlyObject) {
    if (element.equals(object.name())) {
      return Optional.of(List.of());
    }
    if (element.startsWith(object.name() + ".")) {
      return Optional.of(List.of(element.substring(object.name().length() + 1)));
    }
    return isOnlyObject ? Optional.of(List.of(element)) : Optional.empty();
  }

  private static Rule rule(String pointer, SlaProperty sla, List<String> column, Body body) {
    boolean isMilestone = body instanceof Body.Milestone;
    return new Rule(
        "",
        pointer,
        column,
        sla.property(),
        isMilestone ? Severity.WARNING : Severity.ERROR,
        "timeliness",
        body);
  }

  private static Body body(SlaProperty sla, boolean hasColumn) {
    String kind = kind(sla.property());
    return switch (kind) {
      case "latency" ->
          hasColumn ? timed(sla, time -> new Body.Freshness(time.days(), time.time())) : noColumn();
      case "retention" ->
          hasColumn ? timed(sla, time -> new Body.Retention(time.days(), time.time())) : noColumn();
      case "frequency" ->
          hasColumn ? timed(sla, time -> new Body.Frequency(time.days(), time.time())) : noColumn();
      case "timeOfAvailability" -> hasColumn ? timeOfDay(sla) : noColumn();
      case "generalAvailability", "endOfSupport", "endOfLife" -> milestone(kind, sla);
      default ->
          new Body.NotExecutable("`%s` cannot be measured on data".formatted(sla.property()));
    };
  }

  private static String kind(String property) {
    return switch (property.toLowerCase(Locale.ROOT)) {
      case "latency", "ly", "freshness" -> "latency";
      case "retention", "re" -> "retention";
      case "frequency", "fy" -> "frequency";
      case "timeofavailability" -> "timeOfAvailability";
      case "generalavailability", "ga" -> "generalAvailability";
      case "endofsupport", "es" -> "endOfSupport";
      case "endoflife", "el" -> "endOfLife";
      default -> "";
    };
  }

  private static Body noColumn() {
    return new Body.NotExecutable("`element` names no column with times");
  }

  private static Body timed(SlaProperty sla, Function<SlaTime, Body> body) {
    return sla.value()
        .flatMap(value -> SlaTime.of(value, sla.unit()))
        .map(body)
        .orElseGet(() ->
            new Body.NotExecutable(
                "`%s %s` is no length of time"
                    .formatted(sla.value().orElse(""), sla.unit())
                    .strip()));
  }

  private static Body timeOfDay(SlaProperty sla) {
    Matcher time = TIME_OF_DAY.matcher(sla.value().map(Object::toString).orElse(""));
    try {
      if (time.matches()) {
        String clock = time.group(1).length() == 4 ? "0" + time.group(1) : time.group(1);
        String zone = time.group(2) == null ? "Z" : time.group(2);
        return new Body.TimeOfAvailability(LocalTime.parse(clock), ZoneOffset.of(zone));
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    return new Body.NotExecutable("its value is no time of the day such as 09:00-08:00");
  }

  private static Body milestone(String kind, SlaProperty sla) {
    String text = sla.value().map(Object::toString).orElse("");
    try {
      return new Body.Milestone(
          kind, LocalDate.parse(text.substring(0, Math.min(10, text.length()))));
    } catch (DateTimeException e) {
      return new Body.NotExecutable("its value is no date");
    }
  }
}

package dev.evenkeel.automation;

import dev.evenkeel.monitoring.Alert;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells of alerts that open and close. A season or a broken feed moves many columns at once, which
/// is one message and not twenty.
final class AlertEvents {
  private static final int APART_MAX = 3;

  private AlertEvents() {}

  /// Events of a stretch of business time.
  ///
  /// @param alerts newest first
  static List<ReplayEvent> between(List<Alert> alerts, Instant from, Instant to) {
    List<ReplayEvent> events = new ArrayList<>();
    byDate(alerts, alert -> Optional.of(alert.openedAt()), from, to)
        .forEach((date, opened) -> events.addAll(opened(date, opened)));
    byDate(alerts, Alert::closedAt, from, to)
        .forEach((date, closed) -> events.add(closed(date, closed)));
    return events;
  }

  private static Map<LocalDate, List<Alert>> byDate(
      List<Alert> alerts, Function<Alert, Optional<Instant>> time, Instant from, Instant to) {
    Map<LocalDate, List<Alert>> dated = new TreeMap<>();
    for (Alert alert : alerts.reversed()) {
      time.apply(alert)
          .filter(at -> !at.isBefore(from) && at.isBefore(to))
          .ifPresent(at ->
              dated.computeIfAbsent(ReplayEvents.date(at), _ -> new ArrayList<>()).add(alert));
    }
    return dated;
  }

  private static List<ReplayEvent> opened(LocalDate date, List<Alert> alerts) {
    if (alerts.size() <= APART_MAX) {
      return alerts.stream()
          .map(alert -> new ReplayEvent(date, "drift-alert", alert.subject(), alert.text()))
          .toList();
    }
    String all = alerts.stream().map(Alert::subject).collect(Collectors.joining(", "));
    return List.of(
        new ReplayEvent(
            date,
            "drift-alert",
            subjects(alerts),
            "%d columns drifted at once: %s; for one, %s"
                .formatted(alerts.size(), all, alerts.getFirst().text())));
  }

  private static ReplayEvent closed(LocalDate date, List<Alert> alerts) {
    String subjects = subjects(alerts);
    return new ReplayEvent(
        date,
        "alert-closed",
        subjects,
        alerts.size() == 1
            ? subjects + " is back within its reference"
            : subjects + " are back within their reference");
  }

  private static String subjects(List<Alert> alerts) {
    String named =
        alerts.stream().limit(APART_MAX).map(Alert::subject).collect(Collectors.joining(", "));
    int more = alerts.size() - APART_MAX;
    return more > 0 ? "%s and %d more".formatted(named, more) : named;
  }
}

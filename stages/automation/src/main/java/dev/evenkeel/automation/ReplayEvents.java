package dev.evenkeel.automation;

import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.monitoring.Alert;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells what happened from what is stored, so that terminal, page and report say the same, also
/// after a restart.
public final class ReplayEvents {
  static final String DRIFT_ALERT = "drift-alert";
  private static final int EVENTS_MAX = 1_000;
  private static final int ALERTS_APART_MAX = 3;

  private final String model;
  private final String dataset;
  private final LoopRooms rooms;

  /// Events of one model and the dataset that feeds it.
  public ReplayEvents(String model, String dataset, LoopRooms rooms) {
    this.model = model;
    this.dataset = dataset;
    this.rooms = rooms;
  }

  /// Events of a stretch of business time, oldest first; at most 1,000 of each kind.
  public List<ReplayEvent> between(Instant from, Instant to) {
    List<ReplayEvent> events = new ArrayList<>();
    quarantined(from, to, events);
    alerts(from, to, events);
    for (Decision decision : rooms.decisions().between(model, from, to, EVENTS_MAX).reversed()) {
      if (decision.outcome() != Outcome.STARTED) {
        events.add(event(decision));
      }
    }
    events.sort(Comparator.comparing(ReplayEvent::date));
    return events;
  }

  private void quarantined(Instant from, Instant to, List<ReplayEvent> events) {
    for (DatasetVersion version :
        rooms.datasets().versions(dataset, Integer.MAX_VALUE, EVENTS_MAX)) {
      if (version.rejected() > 0 && !version.at().isBefore(from) && version.at().isBefore(to)) {
        events.add(
            new ReplayEvent(
                date(version.at()),
                "quarantine",
                version.dataset() + "@" + version.number(),
                "%,d of %,d rows went to quarantine: %s"
                    .formatted(
                        version.rejected(),
                        version.rejected() + version.rows(),
                        reasons(version))));
      }
    }
  }

  private String reasons(DatasetVersion version) {
    return rooms.datasets().quarantine(version, 3).stream()
        .flatMap(row -> row.reasons().stream())
        .distinct()
        .limit(3)
        .reduce((one, two) -> one + "; " + two)
        .orElse("");
  }

  private void alerts(Instant from, Instant to, List<ReplayEvent> events) {
    List<Alert> alerts = rooms.monitoring().alerts(model, EVENTS_MAX).reversed();
    byDate(alerts, alert -> Optional.of(alert.openedAt()), from, to)
        .forEach((date, opened) -> events.addAll(opened(date, opened)));
    byDate(alerts, Alert::closedAt, from, to)
        .forEach((date, closed) ->
            events.add(
                new ReplayEvent(
                    date,
                    "alert-closed",
                    subjects(closed),
                    "%s %s back within %s reference"
                        .formatted(
                            subjects(closed),
                            closed.size() == 1 ? "is" : "are",
                            closed.size() == 1 ? "its" : "their"))));
  }

  private static Map<LocalDate, List<Alert>> byDate(
      List<Alert> alerts, Function<Alert, Optional<Instant>> time, Instant from, Instant to) {
    Map<LocalDate, List<Alert>> dated = new TreeMap<>();
    for (Alert alert : alerts) {
      time.apply(alert)
          .filter(at -> !at.isBefore(from) && at.isBefore(to))
          .ifPresent(at -> dated.computeIfAbsent(date(at), _ -> new ArrayList<>()).add(alert));
    }
    return dated;
  }

  /// A season or a broken feed moves many columns at once, which is one message and not twenty.
  private static List<ReplayEvent> opened(LocalDate date, List<Alert> alerts) {
    if (alerts.size() <= ALERTS_APART_MAX) {
      return alerts.stream()
          .map(alert -> new ReplayEvent(date, DRIFT_ALERT, alert.subject(), alert.text()))
          .toList();
    }
    String all = alerts.stream().map(Alert::subject).collect(Collectors.joining(", "));
    return List.of(
        new ReplayEvent(
            date,
            DRIFT_ALERT,
            subjects(alerts),
            "%d columns drifted at once: %s; for one, %s"
                .formatted(alerts.size(), all, alerts.getFirst().text())));
  }

  private static String subjects(List<Alert> alerts) {
    String named =
        alerts.stream()
            .limit(ALERTS_APART_MAX)
            .map(Alert::subject)
            .collect(Collectors.joining(", "));
    int more = alerts.size() - ALERTS_APART_MAX;
    return more > 0 ? "%s and %d more".formatted(named, more) : named;
  }

  private ReplayEvent event(Decision decision) {
    String subject = decision.challenger().map(number -> model + "@" + number).orElse(model);
    return new ReplayEvent(date(decision.at()), kind(decision), subject, decision.headline());
  }

  private static String kind(Decision decision) {
    return switch (decision.outcome()) {
      case PROMOTED -> decision.champion().isEmpty() ? "first-model" : "promotion";
      case REFUSED -> "refusal";
      case SUPPRESSED, STARTED -> "suppressed";
      case FAILED -> "training-failed";
    };
  }

  private static LocalDate date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}

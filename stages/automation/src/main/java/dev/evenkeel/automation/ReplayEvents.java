package dev.evenkeel.automation;

import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.data.DatasetVersion;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tells what happened from what is stored, so that terminal, page and report say the same, also
/// after a restart.
public final class ReplayEvents {
  private static final int EVENTS_MAX = 1_000;

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
    events.addAll(AlertEvents.between(rooms.monitoring().alerts(model, EVENTS_MAX), from, to));
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
    return rooms.datasets().rejected().first(version, 3).stream()
        .flatMap(row -> row.reasons().stream())
        .distinct()
        .limit(3)
        .reduce((one, two) -> one + "; " + two)
        .orElse("");
  }

  private ReplayEvent event(Decision decision) {
    String subject = decision.challenger().map(number -> model + "@" + number).orElse(model);
    return new ReplayEvent(date(decision.at()), kind(decision), subject, decision.headline());
  }

  private static String kind(Decision decision) {
    return switch (decision.outcome()) {
      case PROMOTED -> decision.champion().isEmpty() ? "first-model" : "promotion";
      case REFUSED -> "refusal";
      case WAITING -> "waiting";
      case SUPPRESSED, STARTED -> "suppressed";
      case FAILED -> "training-failed";
    };
  }

  static LocalDate date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}

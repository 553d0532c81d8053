package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.monitoring.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertEventsTest {
  private static final Instant JULY = Instant.parse("1996-07-31T23:59:59Z");
  private static final Instant AUGUST = Instant.parse("1996-08-31T23:59:59Z");
  private static final Instant ALWAYS = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  @Test
  void aFewAlertsAreToldOneByOneInTheOrderInWhichTheyOpened() {
    List<ReplayEvent> events =
        AlertEvents.between(
            newestFirst(alert("wall", Optional.empty()), alert("age", Optional.empty())),
            ALWAYS,
            NEVER);

    assertThat(events).extracting(ReplayEvent::kind).containsOnly("drift-alert");
    assertThat(events).extracting(ReplayEvent::subject).containsExactly("wall", "age");
    assertThat(events.getFirst().text()).isEqualTo("wall drifted");
  }

  @Test
  void manyAtOnceAreOneMessageThatNamesThemAll() {
    List<ReplayEvent> events =
        AlertEvents.between(
            newestFirst(
                alert("a", Optional.of(AUGUST)),
                alert("b", Optional.of(AUGUST)),
                alert("c", Optional.of(AUGUST)),
                alert("d", Optional.of(AUGUST))),
            ALWAYS,
            NEVER);

    assertThat(events).extracting(ReplayEvent::kind).containsExactly("drift-alert", "alert-closed");
    assertThat(events.getFirst().subject()).isEqualTo("a, b, c and 1 more");
    assertThat(events.getFirst().text())
        .isEqualTo("4 columns drifted at once: a, b, c, d; for one, a drifted");
    assertThat(events.getLast().text())
        .isEqualTo("a, b, c and 1 more are back within their reference");
  }

  @Test
  void onlyTheStretchOfTimeIsTold() {
    List<Alert> alerts = newestFirst(alert("wall", Optional.of(AUGUST)));

    assertThat(AlertEvents.between(alerts, ALWAYS, JULY)).isEmpty();
    assertThat(AlertEvents.between(alerts, JULY, AUGUST))
        .extracting(ReplayEvent::kind)
        .containsExactly("drift-alert");
    assertThat(AlertEvents.between(alerts, AUGUST, NEVER))
        .extracting(ReplayEvent::text)
        .containsExactly("wall is back within its reference");
  }

  private static List<Alert> newestFirst(Alert... opened) {
    return new ArrayList<>(List.of(opened)).reversed();
  }

  private static Alert alert(String column, Optional<Instant> closed) {
    return new Alert(0, "home-sales", column, "WARNING", column + " drifted", JULY, JULY, closed);
  }
}

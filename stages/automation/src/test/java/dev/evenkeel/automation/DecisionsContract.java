package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.automation.Decision.Kind;
import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.automation.Decision.Trigger;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the record of decisions promises on any database.
abstract class DecisionsContract {
  private static final Instant JUNE = Instant.parse("1996-06-30T23:59:59.999999Z");
  private static final Instant JULY = Instant.parse("1996-07-31T23:59:59.999999Z");

  @TempDir Path folder;
  private Database database;
  private Decisions decisions;

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    decisions = new Decisions(database);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void givesBackEveryNumberThatWasStored() {
    Decision refused =
        builder(JUNE)
            .withRun("run")
            .withVersions(Optional.of(4), 5)
            .withData(Map.of("holdoutRows", "607"))
            .withGates(
                List.of(
                    new GateResult(
                        "floor", "PASS", "says", Map.of("loss", 0.1 + 0.2, "nan", Double.NaN), "")))
            .ended(Outcome.REFUSED, "Refused: „quoted“ \u2212 0.4 %", "the champion stays")
            .build();

    decisions.save(refused);

    assertThat(decisions.decision(refused.id())).contains(refused);
    assertThat(decisions.decision("none")).isEmpty();
  }

  @Test
  void listsTheNewestFirst() {
    Decision first = builder(JUNE).build();
    Decision second = builder(JULY).build();

    decisions.save(second);
    decisions.save(first);

    assertThat(decisions.newest("home-sales", 10)).containsExactly(second, first);
    assertThat(decisions.newest("home-sales", 1)).containsExactly(second);
    assertThat(decisions.newest("another", 10)).isEmpty();
    assertThat(decisions.between("home-sales", JUNE, JULY, 10)).containsExactly(first);
  }

  @Test
  void forgetsOnlyWhatAnUnfinishedMonthDecided() {
    Decision kept = builder(JUNE).build();
    decisions.save(kept);
    decisions.save(builder(JULY).build());

    decisions.forgetSince("home-sales", JULY);
    decisions.forgetSince("home-sales", JULY);

    assertThat(decisions.newest("home-sales", 10)).containsExactly(kept);
  }

  @Test
  void aReplayIsAsFarAsItsRowSays() {
    ReplayState state = new ReplayState(database, "home-sales");
    ReplayProgress progress =
        new ReplayProgress(
            "listings",
            Measure.ACCURACY,
            100,
            Map.of("1994-01", new ReplayProgress.Tally(10, 8, 9)),
            10,
            1,
            0,
            10);

    state.write(new ReplayState.Stored("digest", 1, JUNE, false, progress));
    state.write(new ReplayState.Stored("digest", 1, JULY, true, progress));

    assertThat(state.read()).contains(new ReplayState.Stored("digest", 1, JULY, true, progress));
    assertThat(new ReplayState(database, "another").read()).isEmpty();
  }

  private static DecisionBuilder builder(Instant at) {
    return new DecisionBuilder(
        "home-sales",
        at,
        Kind.PROMOTE,
        Outcome.PROMOTED,
        "Promoted",
        new Trigger("performance", "accuracy fell"),
        "sha256:policy");
  }
}

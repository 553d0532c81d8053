package dev.evenkeel.automation;

import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.History;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.training.TrainingSteps;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A time machine: lives through a project's history month by month, as if nothing of the future
/// were known.
///
/// Whatever is stored carries business time, and a month is finished by one row that is written
/// last. A process that was killed goes on by taking back everything since the last finished month.
public final class Replay {
  /// Months of history that the first model is trained on.
  public static final int HISTORY_MONTHS = 12;

  private static final int ROWS_MIN = 200;

  private final LoopProject project;
  private final LoopRooms rooms;
  private final Deployments deployments;
  private final SimulatedClock clock;
  private final Traffic traffic;
  private final ReplayOptions options;
  private final ReplayListener listener;
  private final FirstModel firstModel;
  private final ReplayState state;
  private final LabelledDataset labelled;
  private final ControlLoop loop;

  /// @param clock that all rooms go by; nobody else may move it
  public Replay(
      LoopProject project,
      LoopRooms rooms,
      Deployments deployments,
      SimulatedClock clock,
      Traffic traffic,
      ReplayOptions options,
      FirstModel firstModel,
      ReplayListener listener) {
    this.project = project;
    this.rooms = rooms;
    this.deployments = deployments;
    this.clock = clock;
    this.traffic = traffic;
    this.options = options;
    this.firstModel = firstModel;
    this.listener = listener;
    this.state = new ReplayState(rooms.database(), project.model());
    this.labelled = new LabelledDataset(project, rooms.datasets());
    this.loop = new ControlLoop(project, rooms, options.seed());
  }

  /// Replays until the history ends, and answers how it went.
  public ReplayReport run() {
    long started = System.nanoTime();
    String timeColumn = project.project().dataset().timeColumn();
    Property time = project.contract().property(timeColumn).orElseThrow();
    ReplayState.Stored stored;
    try (History history = rooms.datasets().history(project.source(), timeColumn, time.format())) {
      Span span = span(history);
      stored = prepare(span, history.rows());
      long done =
          Math.max(
              stored.progress().rowsDone(),
              history.rows(History.BEGINNING, Months.start(span.served())));
      listener.began(history.rows(), done);
      stored = serve(history, span, stored);
    }
    List<ReplayEvent> events =
        new ReplayEvents(project.model(), project.project().dataset().name(), rooms)
            .between(History.BEGINNING, Instant.parse("9999-01-01T00:00:00Z"));
    return new ReplayReport(
        options.seed(),
        (System.nanoTime() - started) / 1e9,
        stored.progress().failed(),
        project.measure(),
        HalfYear.table(stored.progress(), events),
        events);
  }

  private ReplayState.Stored serve(History history, Span span, ReplayState.Stored stored) {
    if (stored.finished()) {
      return stored;
    }
    try (DayTraffic requests =
        new DayTraffic(
            project.model(),
            project.project().target().delay(),
            traffic,
            clock,
            rooms.observations()::settle)) {
      return live(history, span, stored, requests);
    }
  }

  /// @param first month of the history
  /// @param served first month that is served
  /// @param last month to serve
  private record Span(YearMonth first, YearMonth served, YearMonth last) {}

  /// When the first request of a replay would be sent: the history before is what was known.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the history is too short to replay
  public static Instant servedFrom(History history) {
    if (history.rows() == 0) {
      throw tooShort("no row has a time that can be read");
    }
    YearMonth first = Months.of(history.first());
    YearMonth last = Months.of(history.last());
    YearMonth served = first.plusMonths(HISTORY_MONTHS);
    if (served.isAfter(last)) {
      throw tooShort("it reaches from %s to %s".formatted(first, last));
    }
    long known = history.rows(History.BEGINNING, Months.start(served));
    if (known < ROWS_MIN) {
      throw tooShort("its first %d months have %d rows".formatted(HISTORY_MONTHS, known));
    }
    return Months.start(served);
  }

  private Span span(History history) {
    YearMonth served = Months.of(servedFrom(history));
    YearMonth first = served.minusMonths(HISTORY_MONTHS);
    YearMonth last = Months.of(history.last());
    YearMonth stop =
        options.months().isPresent() ? served.plusMonths(options.months().getAsInt() - 1L) : last;
    return new Span(first, served, stop.isAfter(last) ? last : stop);
  }

  private static RuntimeException tooShort(String why) {
    return new Problem(
            Problem.Kind.INPUT,
            "the history is too short to replay: " + why,
            "",
            "more than %d months, with at least %d rows in the first %d"
                .formatted(HISTORY_MONTHS, ROWS_MIN, HISTORY_MONTHS),
            "give a file with a longer history")
        .asException();
  }

  /// Starts anew, or takes back the month that was under way when the process was killed.
  private ReplayState.Stored prepare(Span span, long rowsTotal) {
    String digest =
        Digests.of(project.digest() + "|" + options.months() + "|" + firstModel.digest());
    Optional<ReplayState.Stored> found = state.read();
    if (found.isEmpty()
        && rooms.models().versions(project.model(), Integer.MAX_VALUE, 1).size() > 0) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "model %s of this home was not made by a replay, which would erase it"
                  .formatted(project.model()),
              "replay in another home: --home DIR")
          .asException();
    }
    if (options.resume() && found.isPresent()) {
      ReplayState.Stored stored = found.get();
      if (!stored.project().equals(digest) || stored.seed() != options.seed()) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "the unfinished replay was begun with other files, another seed or other options",
                "resume with the same ones, or start anew without --resume")
            .asException();
      }
      if (!stored.finished()) {
        takeBack(stored.doneUntil());
      } else {
        clock.moveTo(stored.doneUntil());
      }
      return stored;
    }
    ReplayState.Stored fresh =
        new ReplayState.Stored(
            digest,
            options.seed(),
            Months.start(span.first()),
            false,
            ReplayProgress.none(project.project().dataset().name(), project.measure(), rowsTotal));
    // First, so that a crash while the old replay is erased leaves none that looks finished.
    state.write(fresh);
    takeBack(History.BEGINNING);
    return fresh;
  }

  private void takeBack(Instant since) {
    rooms.decisions().forgetSince(project.model(), since);
    rooms.monitoring().forgetSince(project.model(), since);
    rooms.runs().forgetSince(project.model(), since);
    rooms.observations().forgetSince(project.model(), since);
    rooms.models().forgetSince(project.model(), since);
    TrainingSteps.published(project.pipeline(), project.model())
        .forEach(dataset -> rooms.datasets().forgetSince(dataset, since));
    rooms.datasets().forgetSince(project.labelledDataset(), since);
    rooms.datasets().forgetSince(project.project().dataset().name(), since);
    deployments.forget(project.model());
  }

  private ReplayState.Stored live(
      History history, Span span, ReplayState.Stored stored, DayTraffic requests) {
    ReplayState.Stored now = stored;
    if (!now.doneUntil().isAfter(Months.start(span.first()))) {
      begin(history, span);
      now = done(now, Months.start(span.served()), now.progress(), false);
    }
    YearMonth month = Months.of(now.doneUntil());
    clock.moveTo(now.doneUntil());
    ReplayMonth months = new ReplayMonth(project, rooms, clock, requests, labelled, loop, listener);
    months.expectTruths(history, Months.start(span.served()), Months.start(month));
    for (; !month.isAfter(span.last()); month = month.plusMonths(1)) {
      ReplayProgress progress =
          months.live(history, Months.start(span.served()), month, now.progress());
      now = done(now, Months.start(month.plusMonths(1)), progress, false);
    }
    Instant end = Months.start(span.last().plusMonths(1));
    ReplayProgress last = months.waitForTruths(end, now.progress());
    return done(now, clock.now(), last, true);
  }

  private ReplayState.Stored done(
      ReplayState.Stored before, Instant until, ReplayProgress progress, boolean finished) {
    ReplayState.Stored after =
        new ReplayState.Stored(before.project(), before.seed(), until, finished, progress);
    state.write(after);
    return after;
  }

  /// What was known before the first day: rows, and the truth about those old enough.
  private void begin(History history, Span span) {
    Instant first = Months.start(span.first());
    Instant served = Months.start(span.served());
    clock.moveTo(served.minusSeconds(1));
    rooms
        .datasets()
        .ingest(
            new Ingest(
                project.project().dataset().name(),
                project.batchContract(),
                new Source.Slice(
                    history,
                    History.BEGINNING,
                    served,
                    Set.of(project.project().target().column())),
                clock.now(),
                "history until " + span.served().minusMonths(1)));
    labelled.append(
        labelled.fromHistory(history.rows(project.contract(), first, served), first, served),
        clock.now(),
        "truth that was known on " + span.served().atDay(1));
    if (firstModel instanceof FirstModel.Given given) {
      loop.adopt(given.register(project, rooms, labelled));
    } else {
      Decision decision = loop.begin(served);
      if (decision.outcome() != Outcome.PROMOTED) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "no first model could be made from the first %d months: %s"
                    .formatted(HISTORY_MONTHS, decision.headline()),
                "look at the target, the labels and the features of the project")
            .asException();
      }
    }
    new ReplayEvents(project.model(), project.project().dataset().name(), rooms)
        .between(first, served)
        .forEach(listener::happened);
  }
}

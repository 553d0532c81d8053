package dev.evenkeel.automation;

import dev.evenkeel.automation.ReplayProgress.Tally;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.data.History;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.serving.Observations.Observed;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Lives one month: ingest, requests, truths, windows, decisions.
final class ReplayMonth {
  private final LoopProject project;
  private final LoopRooms rooms;
  private final SimulatedClock clock;
  private final DayTraffic requests;
  private final LabelledDataset labelled;
  private final ControlLoop loop;
  private final ReplayListener listener;
  private final ReplayEvents events;

  ReplayMonth(
      LoopProject project,
      LoopRooms rooms,
      SimulatedClock clock,
      DayTraffic requests,
      LabelledDataset labelled,
      ControlLoop loop,
      ReplayListener listener) {
    this.project = project;
    this.rooms = rooms;
    this.clock = clock;
    this.requests = requests;
    this.labelled = labelled;
    this.loop = loop;
    this.listener = listener;
    this.events = new ReplayEvents(project.model(), project.project().dataset().name(), rooms);
  }

  /// Rows that were asked before a restart and whose truth is still to come.
  void expectTruths(History history, Instant served, Instant now) {
    Instant from = now.minus(project.project().target().delay());
    Instant begin = from.isBefore(served) ? served : from;
    if (!begin.isBefore(now)) {
      return;
    }
    Map<String, String> ids = new HashMap<>();
    for (Observed observed : rooms.observations().between(project.model(), begin, now)) {
      ids.put(observed.key(), observed.id());
    }
    for (HistoryRow row : rows(history, begin, now)) {
      String id = ids.get(row.key() + "/0");
      if (id != null && !row.at().plus(project.project().target().delay()).isBefore(now)) {
        requests.expect(row, id);
      }
    }
  }

  ReplayProgress live(History history, Instant served, YearMonth month, ReplayProgress before) {
    Instant from = Months.start(month);
    Instant to = Months.start(month.plusMonths(1));
    clock.moveTo(from);
    ingest(history, month, from, to);
    long rowsBefore = history.rows(History.BEGINNING, from);
    long rows = serve(history, month, from, to, rowsBefore);
    // The last microsecond, so that no truth falls between two months.
    Instant end = to.minusNanos(1_000);
    requests.tellUntil(end);
    clock.moveTo(end);
    rooms.observations().settle();
    Map<String, Tally> tallies = appendLabelled(history, served, from, to, before.months());
    loop.close(month);
    events.between(from, to).forEach(listener::happened);
    return progress(tallies, before, rowsBefore + rows);
  }

  private void ingest(History history, YearMonth month, Instant from, Instant to) {
    if (history.rows(from, to) > 0) {
      rooms
          .datasets()
          .ingest(
              new Ingest(
                  project.project().dataset().name(),
                  project.batchContract(),
                  new Source.Slice(history, from, to, Set.of(project.project().target().column())),
                  clock.now(),
                  "rows of " + month));
    }
  }

  private long serve(History history, YearMonth month, Instant from, Instant to, long rowsBefore) {
    List<HistoryRow> rows = rows(history, from, to);
    int next = 0;
    while (next < rows.size()) {
      Instant at = rows.get(next).at();
      int end = next;
      while (end < rows.size() && rows.get(end).at().equals(at)) {
        end++;
      }
      requests.tellUntil(at);
      clock.moveTo(at);
      requests.send(rows.subList(next, end));
      next = end;
      listener.served(rowsBefore + next, month);
    }
    return rows.size();
  }

  /// The truths that come after the last month; nothing is decided any more.
  ReplayProgress waitForTruths(Instant end, ReplayProgress before) {
    Instant patience = end.plus(project.project().target().delay()).plusSeconds(1);
    requests.tellUntil(patience);
    clock.moveTo(patience);
    rooms.observations().settle();
    List<Observed> told =
        rooms.observations().labelledBetween(project.model(), end, patience.plusSeconds(1));
    labelled.append(labelled.fromServing(told), clock.now(), "truths of the last rows");
    return progress(tallied(told, before.months()), before, before.rowsDone());
  }

  private Map<String, Tally> appendLabelled(
      History history, Instant served, Instant from, Instant to, Map<String, Tally> before) {
    List<Observed> told = rooms.observations().labelledBetween(project.model(), from, to);
    Instant oldest = from.minus(project.project().target().delay());
    if (oldest.isBefore(served)) {
      Frame unasked =
          labelled.fromHistory(history.rows(project.contract(), oldest, served), from, to);
      labelled.append(unasked, clock.now(), "truths of the history, told until " + to);
    }
    labelled.append(labelled.fromServing(told), clock.now(), "truths told until " + to);
    return tallied(told, before);
  }

  /// Adds what both models made of the rows whose truth is new.
  private Map<String, Tally> tallied(List<Observed> told, Map<String, Tally> before) {
    Map<String, Tally> tallies = new TreeMap<>(before);
    Scorer frozen = frozen();
    Frame inputs = Observations.inputs(labelled.inputs(), told);
    for (int row = 0; row < told.size(); row++) {
      Observed observed = told.get(row);
      Prediction prediction = frozen.score(inputs, row);
      Tally tally =
          new Tally(
              1,
              result(prediction.label(), prediction.value(), observed),
              result(observed.label(), observed.value(), observed));
      tallies.merge(Months.of(observed.at()).toString(), tally, Tally::plus);
    }
    return tallies;
  }

  private double result(String label, double value, Observed observed) {
    return switch (project.measure()) {
      case ACCURACY -> label.equals(observed.truthLabel()) ? 1 : 0;
      case MEAN_ABSOLUTE_ERROR -> Math.abs(value - observed.truthValue());
    };
  }

  private Scorer frozen() {
    AliasMove first = rooms.models().moves(project.model(), Models.CHAMPION, 1_000).getLast();
    ModelVersion version = rooms.models().version(project.model(), first.number()).orElseThrow();
    return Scorer.of(version.description(), rooms.models().artifact(version));
  }

  private ReplayProgress progress(
      Map<String, Tally> tallies, ReplayProgress before, long rowsDone) {
    ReplayProgress after =
        new ReplayProgress(
            before.dataset(),
            before.measure(),
            before.rowsTotal(),
            tallies,
            before.sent() + requests.sent(),
            before.refused() + requests.refused(),
            before.failed() + requests.failed(),
            rowsDone);
    requests.resetCounts();
    return after;
  }

  private List<HistoryRow> rows(History history, Instant from, Instant to) {
    return new ArrayList<>(
        HistoryRow.of(history.rows(project.contract(), from, to), project, labelled.inputs()));
  }
}

package dev.evenkeel.server;

import dev.evenkeel.automation.Decision;
import dev.evenkeel.automation.HalfYear;
import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.automation.Measure;
import dev.evenkeel.automation.ReplayEvent;
import dev.evenkeel.automation.ReplayEvents;
import dev.evenkeel.automation.ReplayProgress;
import dev.evenkeel.automation.ReplayStatus;
import dev.evenkeel.console.LoopSource;
import dev.evenkeel.console.LoopView;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.monitoring.Alert;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.registry.ModelVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Puts what the stages know into the words of the page. Every list is bounded.
final class LoopViews implements LoopSource {
  private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
  private static final int LINES_MAX = 60;

  private final LoopRooms rooms;

  LoopViews(LoopRooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public List<String> models() {
    return rooms.models().models();
  }

  @Override
  public String revision(String model) {
    return ReplayStatus.of(rooms.database(), model)
            .map(status -> status.doneUntil() + "|" + status.finished())
            .orElse("")
        + rooms.models().champion(model)
        + rooms.runs().runs(model, 1);
  }

  @Override
  public Optional<LoopView> view(String model) {
    if (rooms.models().versions(model, Integer.MAX_VALUE, 1).isEmpty()) {
      return Optional.empty();
    }
    Optional<ReplayStatus> status = ReplayStatus.of(rooms.database(), model);
    Measure measure = status.map(known -> known.progress().measure()).orElse(Measure.ACCURACY);
    String dataset = status.map(known -> known.progress().dataset()).orElse(model);
    List<ReplayEvent> events = new ReplayEvents(model, dataset, rooms).between(BEGINNING, END);
    List<HalfYear> halves =
        status.map(known -> HalfYear.table(known.progress(), events)).orElse(List.of());
    return Optional.of(
        new LoopView(
            model,
            measure.spoken(),
            measure == Measure.ACCURACY,
            rooms.models().champion(model).map(ModelVersion::toString).orElse(""),
            status.map(LoopViews::spoken).orElse(""),
            status.map(LoopViews::share).orElse(1.0),
            figures(measure, status, events),
            points(status),
            events.reversed().stream().map(LoopViews::event).toList(),
            halves.stream().map(half -> half(measure, half)).toList(),
            rooms.decisions().newest(model, LINES_MAX).stream()
                .filter(decision -> decision.outcome() != Decision.Outcome.STARTED)
                .map(LoopViews::decided)
                .toList(),
            rooms.models().versions(model, Integer.MAX_VALUE, LINES_MAX).stream()
                .map(version -> version(measure, version))
                .toList(),
            datasets(dataset),
            rooms.runs().runs(model, LINES_MAX).stream().map(LoopViews::run).toList(),
            rooms.monitoring().alerts(model, LINES_MAX).stream().map(LoopViews::alert).toList()));
  }

  private static String spoken(ReplayStatus status) {
    String until = status.doneUntil().atZone(ZoneOffset.UTC).toLocalDate().toString();
    return status.finished()
        ? "The replay has ended; business time stands at %s.".formatted(until)
        : "Replaying: everything before %s is done.".formatted(until);
  }

  private static double share(ReplayStatus status) {
    ReplayProgress progress = status.progress();
    return status.finished() || progress.rowsTotal() == 0
        ? 1
        : Math.min(0.999, (double) progress.rowsDone() / progress.rowsTotal());
  }

  private static List<LoopView.Figure> figures(
      Measure measure, Optional<ReplayStatus> status, List<ReplayEvent> events) {
    List<LoopView.Figure> figures = new ArrayList<>();
    status.ifPresent(known -> {
      List<ReplayProgress.Tally> months = new ArrayList<>(known.progress().months().values());
      if (!months.isEmpty()) {
        List<ReplayProgress.Tally> newest =
            months.subList(Math.max(0, months.size() - 3), months.size());
        figures.add(
            new LoopView.Figure(
                measure.format(score(newest, true)),
                measure.spoken() + " served, last 3 months",
                "good"));
        figures.add(
            new LoopView.Figure(
                measure.format(score(newest, false)), "the first model, left alone", "bad"));
      }
      long failed = known.progress().failed();
      figures.add(
          new LoopView.Figure(
              String.format(Locale.ROOT, "%,d", known.progress().sent()),
              failed == 0 ? "requests, none failed" : "requests, %,d failed".formatted(failed),
              failed == 0 ? "" : "bad"));
    });
    figures.add(new LoopView.Figure(count(events, "promotion"), "promotions", ""));
    figures.add(new LoopView.Figure(count(events, "refusal"), "refusals", ""));
    figures.add(new LoopView.Figure(count(events, "drift-alert"), "drift alerts", ""));
    return figures;
  }

  private static double score(List<ReplayProgress.Tally> months, boolean champion) {
    long rows = months.stream().mapToLong(ReplayProgress.Tally::rows).sum();
    double sum =
        months.stream().mapToDouble(tally -> champion ? tally.champion() : tally.frozen()).sum();
    return rows == 0 ? Double.NaN : sum / rows;
  }

  private static String count(List<ReplayEvent> events, String kind) {
    return String.valueOf(events.stream().filter(event -> event.kind().equals(kind)).count());
  }

  private static List<LoopView.Point> points(Optional<ReplayStatus> status) {
    List<LoopView.Point> points = new ArrayList<>();
    status.ifPresent(known ->
        known
            .progress()
            .months()
            .forEach((month, tally) ->
                points.add(new LoopView.Point(month, tally.frozenScore(), tally.championScore()))));
    return points;
  }

  private static LoopView.Event event(ReplayEvent event) {
    return new LoopView.Event(event.date().toString(), event.kind(), event.subject(), event.text());
  }

  private static LoopView.Half half(Measure measure, HalfYear half) {
    return new LoopView.Half(
        half.period(),
        String.format(Locale.ROOT, "%,d", half.rows()),
        measure.format(half.frozen()),
        measure.format(half.champion()),
        some(half.promotions()),
        some(half.refusals()),
        some(half.driftAlerts()));
  }

  private static String some(int count) {
    return count == 0 ? "·" : String.valueOf(count);
  }

  private static LoopView.Decided decided(Decision decision) {
    return new LoopView.Decided(
        date(decision.at()),
        decision.outcome().name(),
        decision.headline(),
        decision.trigger().map(Decision.Trigger::reason).orElse(""),
        decision.gates().stream()
            .map(gate ->
                new LoopView.Gate(
                    gate.gate().replace('-', ' '),
                    String.valueOf(gate.verdict()),
                    gate.says(),
                    gate.expected()))
            .toList(),
        decision.next());
  }

  private static LoopView.Version version(Measure measure, ModelVersion version) {
    if (version.dataset().isEmpty()) {
      return new LoopView.Version(
          version.toString(),
          date(version.at()),
          "registered from a file",
          version.description().format());
    }
    double score = version.metrics().getOrDefault("holdout.score", Double.NaN);
    return new LoopView.Version(
        version.toString(),
        date(version.at()),
        "trained on " + version.dataset(),
        "%s %s on its holdout, seed %d"
            .formatted(measure.spoken(), measure.format(score), version.seed()));
  }

  private List<LoopView.Version> datasets(String dataset) {
    List<DatasetVersion> versions =
        new ArrayList<>(rooms.datasets().versions(dataset, Integer.MAX_VALUE, 12));
    versions.addAll(rooms.datasets().versions(dataset + "-labelled", Integer.MAX_VALUE, 12));
    return versions.stream()
        .map(version ->
            new LoopView.Version(
                version.toString(),
                date(version.at()),
                "%s; contract %s%s"
                    .formatted(
                        version.message(),
                        version.contract(),
                        version.rejected() == 0
                            ? " holds"
                            : ", %d in quarantine".formatted(version.rejected())),
                String.format(Locale.ROOT, "%,d", version.rows())))
        .toList();
  }

  private static LoopView.Run run(PipelineRun run) {
    return new LoopView.Run(
        date(run.at()),
        run.cause(),
        run.state().name(),
        duration(Optional.of(run.started()), run.ended()),
        run.steps().stream()
            .map(step ->
                new LoopView.Step(
                    step.name(), step.state().name(), duration(step.started(), step.ended())))
            .toList());
  }

  private static String duration(Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() || to.isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT, "%.2f s", Duration.between(from.get(), to.get()).toMillis() / 1e3);
  }

  private static LoopView.Alert alert(Alert alert) {
    return new LoopView.Alert(
        alert.subject(),
        alert.severity(),
        date(alert.openedAt()),
        alert.closedAt().map(LoopViews::date).orElse(""),
        alert.text());
  }

  private static String date(Instant instant) {
    LocalDate date = instant.atZone(ZoneOffset.UTC).toLocalDate();
    return date.toString();
  }
}

package dev.evenkeel.automation;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.automation.Decision.Kind;
import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.automation.Decision.Trigger;
import dev.evenkeel.base.Clock;
import dev.evenkeel.monitoring.Monitoring;
import dev.evenkeel.monitoring.PerformanceWindow;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.TrainingRequest;
import dev.evenkeel.training.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Keeps one project's model right: closes a month's windows, asks the policy, trains, judges,
/// promotes or refuses, and leaves a [Decision] for each step of it.
public final class ControlLoop {
  private static final Duration TRAINING_PATIENCE = Duration.ofHours(6);
  private static final String POLICY = "policy";
  private static final int MONTHS_BACK = 12;
  private static final int OVERDUE_MONTHS = 3;

  private final LoopProject project;
  private final Models models;
  private final Promotions promotions;
  private final PipelineRuns runs;
  private final Monitoring monitoring;
  private final Decisions decisions;
  private final BlobStore blobs;
  private final Clock clock;
  private final long seed;

  /// @param seed of every training
  public ControlLoop(LoopProject project, LoopRooms rooms, long seed) {
    this.project = project;
    this.models = rooms.models();
    this.promotions = rooms.promotions();
    this.runs = rooms.runs();
    this.monitoring = rooms.monitoring();
    this.decisions = rooms.decisions();
    this.blobs = rooms.blobs();
    this.clock = rooms.clock();
    this.seed = seed;
  }

  /// Trains and judges the first version of the model.
  ///
  /// @param until end of the history that is known
  public Decision begin(Instant until) {
    return train(new Trigger("first", "the model has no version yet"), until, true);
  }

  /// Serves a version that came from outside as the first champion.
  public void adopt(ModelVersion version) {
    promotions.promoteByHand(version, "person", "the model that was given to start with");
  }

  /// Closes the windows of a month and acts on them.
  ///
  /// @return the decisions of this month; none when no trigger fired
  public List<Decision> close(YearMonth month) {
    List<Decision> made = new ArrayList<>(lapse());
    monitoring.close(
        project.model(),
        Months.start(month),
        Months.start(month.plusMonths(1)),
        project.monitoring());
    List<PerformanceWindow> closed = closePerformance(month);
    Situation situation = situation(closed);
    switch (TrainingChoice.of(project.policy(), project.measure(), situation)) {
      case TrainingChoice.Nothing _ -> {}
      case TrainingChoice.Suppress(String trigger, String reason) ->
          made.add(suppressed(new Trigger(trigger, reason)));
      case TrainingChoice.Start(String trigger, String reason) ->
          labelledUntil()
              .ifPresent(until -> made.add(train(new Trigger(trigger, reason), until, false)));
    }
    return made;
  }

  /// Refuses challengers that nobody has approved in time.
  private List<Decision> lapse() {
    List<Decision> newest = decisions.newest(project.model(), 200);
    List<Decision> lapsed =
        newest.stream()
            .filter(each -> each.outcome() == Outcome.WAITING)
            .filter(each -> !GateRequests.isSettled(each, newest))
            .filter(each -> hasLapsed(each.at()))
            .map(each ->
                GateRequests.after(
                    each,
                    clock,
                    Outcome.REFUSED,
                    "Refused %s@%d: nobody approved it within %d days"
                        .formatted(
                            each.model(),
                            each.challenger().orElse(0),
                            project.policy().approval().validity().toDays()),
                    "the champion stays"))
            .toList();
    lapsed.forEach(decisions::save);
    return lapsed;
  }

  private boolean hasLapsed(Instant asked) {
    return !clock.now().isBefore(asked.plus(project.policy().approval().validity()));
  }

  // Labels come late, so a month's performance closes when a later month ends, in order.
  private List<PerformanceWindow> closePerformance(YearMonth month) {
    YearMonth next =
        monitoring.performance(project.model(), 1).stream()
            .findFirst()
            .map(window -> Months.of(window.to()))
            .orElse(firstServed(month));
    List<PerformanceWindow> closed = new ArrayList<>();
    for (; !next.isAfter(month); next = next.plusMonths(1)) {
      Optional<PerformanceWindow> window =
          monitoring.closePerformance(
              project.model(),
              Months.start(next),
              Months.start(next.plusMonths(1)),
              project.monitoring(),
              next.isBefore(month.minusMonths(OVERDUE_MONTHS)));
      if (window.isEmpty()) {
        break;
      }
      closed.add(window.get());
    }
    return closed;
  }

  private YearMonth firstServed(YearMonth month) {
    List<AliasMove> moves = models.moves(project.model(), Models.CHAMPION, 1_000);
    YearMonth earliest = month.minusMonths(MONTHS_BACK);
    if (moves.isEmpty()) {
      return month;
    }
    YearMonth first = Months.of(moves.getLast().at()).plusMonths(1);
    return first.isBefore(earliest) ? earliest : first;
  }

  private Situation situation(List<PerformanceWindow> closedNow) {
    ModelVersion champion = models.champion(project.model()).orElseThrow();
    Instant promotedAt = models.moves(project.model(), Models.CHAMPION, 1).getFirst().at();
    List<Double> scores =
        monitoring.performance(project.model(), 200).stream()
            .filter(window -> window.isClosed() && window.version() == champion.number())
            .limit(project.policy().performance().of())
            .map(PerformanceWindow::score)
            .toList();
    boolean isNew =
        !closedNow.isEmpty()
            && closedNow.getLast().isClosed()
            && closedNow.getLast().version() == champion.number();
    List<Decision> judged = trainings();
    return new Situation(
        clock.now(),
        champion.toString(),
        promotedAt,
        champion.metrics().getOrDefault("holdout.score", Double.NaN),
        scores,
        isNew,
        judged.isEmpty() ? 1_000 : monthsSince(judged.getFirst()),
        refusalsInARow(judged));
  }

  /// Trainings that were judged or failed, newest first.
  private List<Decision> trainings() {
    List<Decision> newest = decisions.newest(project.model(), 200);
    return newest.stream()
        .filter(decision -> !GateRequests.isSettled(decision, newest))
        .filter(decision ->
            decision.outcome() == Outcome.PROMOTED
                || decision.outcome() == Outcome.REFUSED
                || decision.outcome() == Outcome.WAITING
                || decision.outcome() == Outcome.FAILED)
        .filter(decision ->
            decision.trigger().map(trigger -> !trigger.type().equals("first")).orElse(true))
        .toList();
  }

  private static int refusalsInARow(List<Decision> judged) {
    int refusals = 0;
    while (refusals < judged.size() && isRefusal(judged.get(refusals))) {
      refusals++;
    }
    return refusals;
  }

  // One that waits has passed its gates.
  private static boolean isRefusal(Decision decision) {
    return decision.outcome() != Outcome.PROMOTED && decision.outcome() != Outcome.WAITING;
  }

  private int monthsSince(Decision decision) {
    return (int) ChronoUnit.MONTHS.between(Months.of(decision.at()), Months.of(clock.now()));
  }

  private Optional<Instant> labelledUntil() {
    return monitoring.performance(project.model(), 1).stream()
        .findFirst()
        .map(PerformanceWindow::to);
  }

  private Decision train(Trigger trigger, Instant until, boolean first) {
    Policy.Holdout holdout = project.policy().holdout();
    TrainingRequest request =
        new TrainingRequest(
            blobs.put(project.projectText().getBytes(StandardCharsets.UTF_8)),
            blobs.put(project.contractText().getBytes(StandardCharsets.UTF_8)),
            project.labelledDataset(),
            until,
            first,
            new TrainingRequest.Holdout(
                holdout.windows(), holdout.windowsMax(), holdout.rowsMin(), holdout.rarestMin()),
            project.policy().trainingWindow(),
            seed);
    // In the model's project, once there is a model: what its runs make lands there.
    Acting acting = Acting.now();
    String in = models.projectOf(project.model()).orElse(acting.project());
    PipelineRun started =
        new Acting(acting.who(), in, acting.address())
            .get(() ->
                runs.start(
                    project.pipeline(), project.model(), trigger.reason(), request.parameters()));
    decisions.save(
        decision(Kind.TRAIN, Outcome.STARTED, "Training: " + trigger.reason(), trigger)
            .withRun(started.id())
            .build());
    PipelineRun ended = runs.await(started.id(), TRAINING_PATIENCE);
    return ended.state() == State.SUCCEEDED ? judge(trigger, ended) : failed(trigger, ended);
  }

  private Decision judge(Trigger trigger, PipelineRun run) {
    TrainingResult result = TrainingResult.of(run, blobs);
    List<GateResult> gates = new Gates(project.policy()).judge(result);
    ModelVersion challenger = models.version(project.model(), result.version()).orElseThrow();
    DecisionBuilder decision =
        decision(Kind.PROMOTE, Outcome.REFUSED, "", trigger)
            .withRun(run.id())
            .withVersions(result.champion().map(TrainingResult.Champion::version), result.version())
            .withData(data(result))
            .withGates(gates);
    List<Decision> made = new ArrayList<>();
    promotions.promote(
        challenger,
        (_, champion) -> verdict(gates, champion),
        POLICY,
        verdict -> {
          made.add(told(decision, verdict, challenger, result));
          decisions.save(made.getLast());
        });
    return made.getLast();
  }

  // The policy asks people before a champion is replaced; without one nothing would serve
  // meanwhile.
  private Verdict verdict(List<GateResult> gates, Optional<ModelVersion> champion) {
    return champion.isPresent()
        ? Gates.verdict(gates, project.policy().approval())
        : Gates.verdict(gates);
  }

  private Decision told(
      DecisionBuilder decision, Verdict verdict, ModelVersion challenger, TrainingResult result) {
    String evidence = verdict.evidence();
    int refusals = refusalsInARow(trainings());
    return switch (verdict) {
      case Verdict.Pass _ ->
          decision
              .ended(
                  Outcome.PROMOTED,
                  "Promoted %s: %s".formatted(challenger, evidence),
                  "%s serves from now on; its reference %s is %s"
                      .formatted(
                          challenger,
                          project.measure().spoken(),
                          project.measure().format(result.score())))
              .build();
      case Verdict.Waiting(_, ApprovalRequest request) ->
          decision
              .ended(
                  Outcome.WAITING,
                  "Not promoted yet: %s passed (%s), and %s"
                      .formatted(challenger, evidence, request),
                  "the champion stays until `evenkeel approve %d`".formatted(request.id()))
              .build();
      case Verdict.Fail _, Verdict.Inconclusive _ ->
          decision
              .ended(
                  Outcome.REFUSED,
                  "Refused %s: %s".formatted(challenger, evidence),
                  result.champion().isEmpty()
                      ? "no version of the model serves"
                      : "the champion stays; no training for %d windows"
                          .formatted(project.policy().cooldown().after(refusals + 1)))
              .build();
    };
  }

  private Decision suppressed(Trigger trigger) {
    Decision decision =
        decision(Kind.TRAIN, Outcome.SUPPRESSED, "No training: " + trigger.reason(), trigger)
            .build();
    decisions.save(decision);
    return decision;
  }

  private Decision failed(Trigger trigger, PipelineRun run) {
    Decision decision =
        decision(Kind.TRAIN, Outcome.FAILED, "Training failed: " + run.message(), trigger)
            .withRun(run.id())
            .build();
    decisions.save(decision);
    return decision;
  }

  private DecisionBuilder decision(Kind kind, Outcome outcome, String headline, Trigger trigger) {
    return new DecisionBuilder(
        project.model(), clock.now(), kind, outcome, headline, trigger, project.policy().digest());
  }

  private static Map<String, String> data(TrainingResult result) {
    Map<String, String> data = new TreeMap<>();
    data.put("dataset", result.dataset());
    data.put("trainingFrom", result.trainingFrom().toString());
    data.put("trainingTo", result.trainingTo().toString());
    data.put("trainingRows", String.valueOf(result.trainingRows()));
    data.put("holdoutFrom", result.holdoutFrom().toString());
    data.put("holdoutTo", result.holdoutTo().toString());
    data.put("holdoutRows", String.valueOf(result.holdoutRows()));
    return data;
  }
}

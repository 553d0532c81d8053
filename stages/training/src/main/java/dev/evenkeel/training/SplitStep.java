package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.TrainingRequest.Holdout;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/// Sets rows aside to judge by. Unless its settings say otherwise, the newest labelled windows,
/// further back until they hold enough rows; training ends where they begin.
final class SplitStep implements StepAction {
  private static final int TRAINING_ROWS_MIN = 50;

  private final BlobStore blobs;
  private final LabelledRows rows;

  SplitStep(BlobStore blobs, LabelledRows rows) {
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "split";
  }

  @Override
  public void check(Map<String, String> with) {
    SplitSettings.of(with);
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    SplitSettings settings = SplitSettings.of(context.with());
    SplitSettings.demand(settings, inputs.target(), inputs.inputs());
    Instant until = Instant.parse(context.parameter(TrainingOutputs.UNTIL));
    Period window = Period.parse(context.parameter(TrainingOutputs.WINDOW));
    Map<String, String> split =
        switch (settings) {
          case SplitSettings.ByPolicy _ ->
              LabelledRows.isFirst(context)
                  ? byHash(context, inputs, minus(until, window), until)
                  : byTime(context, inputs, window, until);
          case SplitSettings.ByShareOfTime(double share) ->
              byShare(context, inputs, minus(until, window), until, share);
          case SplitSettings.ByDate(Instant from) ->
              at(context, inputs, minus(from, window), from, until);
          case SplitSettings.ByChance drawn ->
              drawn(context, inputs, minus(until, window), until, drawn);
          case SplitSettings.ByGroup drawn ->
              drawn(context, inputs, minus(until, window), until, drawn);
        };
    int training = Integer.parseInt(split.getOrDefault(TrainingOutputs.TRAINING_ROWS, "0"));
    if (training < TRAINING_ROWS_MIN) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "only %d labelled rows to train on before %s".formatted(training, until),
              "wait for more ground truth; at least " + TRAINING_ROWS_MIN + " are needed")
          .asException();
    }
    return split;
  }

  private Map<String, String> byHash(
      StepContext context, TrainingInputs inputs, Instant from, Instant until) {
    Frame all = rows.read(context, inputs, from, until);
    Frame holdout = LabelledRows.part(all, true);
    return answer(inputs, from, until, from, until, all.rows() - holdout.rows(), holdout);
  }

  private Map<String, String> byTime(
      StepContext context, TrainingInputs inputs, Period window, Instant until) {
    Holdout wanted = Holdout.parse(context.parameter(TrainingOutputs.HOLDOUT));
    int months = wanted.months();
    Frame holdout = rows.read(context, inputs, minus(until, Period.ofMonths(months)), until);
    while (months < wanted.monthsMax()
        && (holdout.rows() < wanted.rowsMin()
            || inputs.target().rarestRows(holdout).orElse(Integer.MAX_VALUE)
                < wanted.rarestMin())) {
      months++;
      holdout = rows.read(context, inputs, minus(until, Period.ofMonths(months)), until);
    }
    Instant cut = minus(until, Period.ofMonths(months));
    Instant from = minus(cut, window);
    return answer(
        inputs, from, cut, cut, until, rows.read(context, inputs, from, cut).rows(), holdout);
  }

  private Map<String, String> byShare(
      StepContext context, TrainingInputs inputs, Instant from, Instant until, double share) {
    Frame all = rows.read(context, inputs, from, until);
    long[] events = all.times(LabelledRows.EVENT_TIME);
    Instant cut = events.length == 0 ? until : Micros.instant(Splits.cut(events, share));
    return at(context, inputs, from, cut, until);
  }

  private Map<String, String> at(
      StepContext context, TrainingInputs inputs, Instant from, Instant cut, Instant until) {
    if (cut.isAfter(until)) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "rows are labelled until %s, but `from: %s` is later".formatted(until, cut),
              "let the split begin earlier")
          .asException();
    }
    Frame holdout = rows.read(context, inputs, cut, until);
    int training = rows.read(context, inputs, from, cut).rows();
    Map<String, String> answer = answer(inputs, from, cut, cut, until, training, holdout);
    answer.put(TrainingOutputs.SPLIT, LabelledRows.BY_TIME);
    return answer;
  }

  private Map<String, String> drawn(
      StepContext context,
      TrainingInputs inputs,
      Instant from,
      Instant until,
      SplitSettings.Drawn drawn) {
    Frame all = rows.read(context, inputs, from, until);
    int[] chosen = drawn.holdout(all, inputs.target(), LabelledRows.seed(context));
    int training = all.rows() - chosen.length;
    Map<String, String> answer =
        answer(inputs, from, until, from, until, training, all.select(chosen));
    answer.put(TrainingOutputs.SPLIT, Json.text(context.with()));
    return answer;
  }

  private static Map<String, String> answer(
      TrainingInputs inputs,
      Instant trainingFrom,
      Instant trainingTo,
      Instant holdoutFrom,
      Instant holdoutTo,
      int training,
      Frame holdout) {
    Map<String, String> answer = new TreeMap<>();
    answer.put(TrainingOutputs.TRAINING_FROM, trainingFrom.toString());
    answer.put(TrainingOutputs.TRAINING_TO, trainingTo.toString());
    answer.put(TrainingOutputs.HOLDOUT_FROM, holdoutFrom.toString());
    answer.put(TrainingOutputs.HOLDOUT_TO, holdoutTo.toString());
    answer.put(TrainingOutputs.TRAINING_ROWS, String.valueOf(training));
    answer.put(TrainingOutputs.HOLDOUT_ROWS, String.valueOf(holdout.rows()));
    inputs
        .target()
        .rarestRows(holdout)
        .ifPresent(rows -> answer.put(TrainingOutputs.RAREST_ROWS, String.valueOf(rows)));
    return answer;
  }

  private static Instant minus(Instant instant, Period period) {
    return instant.atZone(ZoneOffset.UTC).minus(period).toInstant();
  }
}

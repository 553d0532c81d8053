package dev.evenkeel.training;

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

/// Stops a training on rows that are younger than their label. What was labelled after the run
/// began no step reads at all.
final class CheckStep implements StepAction {
  private final BlobStore blobs;
  private final LabelledRows rows;

  CheckStep(BlobStore blobs, LabelledRows rows) {
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    Instant until = Instant.parse(context.parameter(TrainingOutputs.UNTIL));
    Instant from = until.atZone(ZoneOffset.UTC).minus(reach(context)).toInstant();
    Frame read = rows.read(context, inputs, from, until);
    long[] events = read.times(LabelledRows.EVENT_TIME);
    long[] labels = read.times(LabelledRows.LABEL_TIME);
    for (int row = 0; row < read.rows(); row++) {
      if (labels[row] < events[row]) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "a row of %s was labelled before it happened"
                    .formatted(context.output(TrainingOutputs.DATASET)),
                "mend the label times at the source")
            .asException();
      }
    }
    return Map.of("checkedRows", String.valueOf(read.rows()));
  }

  /// As far back as `split` may read.
  private static Period reach(StepContext context) {
    return Period.parse(context.parameter(TrainingOutputs.WINDOW))
        .plusMonths(Holdout.parse(context.parameter(TrainingOutputs.HOLDOUT)).monthsMax());
  }
}

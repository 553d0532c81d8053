package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.models.Target;
import dev.evenkeel.pipelines.StepContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;

/// Rows with their truth, in the stable order of their dataset version.
final class LabelledRows {
  static final String EVENT_TIME = "event_time";
  static final String LABEL_TIME = "label_time";

  /// What `split` answers when the times that it answers say all.
  static final String BY_TIME = "time";

  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

  /// Every fifth row of a first training judges instead.
  private static final int HOLDOUT_EVERY = 5;

  private final Datasets datasets;

  LabelledRows(Datasets datasets) {
    this.datasets = datasets;
  }

  /// The dataset version that a run reads, fixed by its `load` step.
  DatasetVersion version(StepContext context) {
    DatasetVersion version = version(datasets, context.output(TrainingOutputs.DATASET));
    boolean isPinned =
        context.outputs().values().stream()
            .anyMatch(output -> output.containsKey(TrainingOutputs.DATASET_DIGEST));
    if (isPinned && !context.output(TrainingOutputs.DATASET_DIGEST).equals(version.digest())) {
      throw new IllegalStateException(
          "Cannot train: %s is not what the run began with".formatted(version));
    }
    return version;
  }

  /// A version as steps answer it, `name@version`.
  static DatasetVersion version(Datasets datasets, String reference) {
    int at = reference.lastIndexOf('@');
    return datasets
        .version(reference.substring(0, at), Integer.parseInt(reference.substring(at + 1)))
        .orElseThrow(
            () -> new IllegalStateException("Cannot train: %s is gone".formatted(reference)));
  }

  /// Rows of a stretch of event time whose label had arrived when the run began. A truth that the
  /// model has no label for teaches nothing and judges nothing.
  Frame read(StepContext context, TrainingInputs inputs, Instant from, Instant to) {
    List<String> columns = new ArrayList<>(inputs.program().fields());
    if (!columns.contains(inputs.target().column())) {
      columns.add(inputs.target().column());
    }
    columns.add(EVENT_TIME);
    columns.add(LABEL_TIME);
    Frame all = datasets.read(version(context), columns, EVENT_TIME, from, to);
    long now = Micros.of(context.at());
    long[] labelled = all.times(LABEL_TIME);
    IntPredicate hasTruth = hasTruth(inputs.target(), all);
    return all.select(
        IntStream.range(0, all.rows())
            .filter(row -> labelled[row] <= now && hasTruth.test(row))
            .toArray());
  }

  Frame training(StepContext context, TrainingInputs inputs) {
    Frame rows =
        read(
            context,
            inputs,
            instant(context, TrainingOutputs.TRAINING_FROM),
            instant(context, TrainingOutputs.TRAINING_TO));
    return part(context, inputs, rows, false);
  }

  Frame holdout(StepContext context, TrainingInputs inputs) {
    Frame rows =
        read(
            context,
            inputs,
            instant(context, TrainingOutputs.HOLDOUT_FROM),
            instant(context, TrainingOutputs.HOLDOUT_TO));
    return part(context, inputs, rows, true);
  }

  /// The rows of one side, as the `split` step decided.
  private static Frame part(
      StepContext context, TrainingInputs inputs, Frame rows, boolean holdout) {
    boolean isDecided =
        context.outputs().values().stream()
            .anyMatch(output -> output.containsKey(TrainingOutputs.SPLIT));
    if (!isDecided) {
      return isFirst(context) ? part(rows, holdout) : rows;
    }
    String decided = context.output(TrainingOutputs.SPLIT);
    if (decided.equals(BY_TIME)
        || !(SplitSettings.of(Json.read(decided, SETTINGS)) instanceof SplitSettings.Drawn drawn)) {
      return rows;
    }
    int[] chosen = drawn.holdout(rows, inputs.target(), seed(context));
    return rows.select(holdout ? chosen : Splits.others(rows.rows(), chosen));
  }

  static long seed(StepContext context) {
    return Long.parseLong(context.parameter(TrainingOutputs.SEED));
  }

  static boolean isFirst(StepContext context) {
    return context.parameters().getOrDefault(TrainingOutputs.FIRST, "false").equals("true");
  }

  /// Splits by a hash of the row's position, which is fixed with the dataset version; never by
  /// chance.
  static Frame part(Frame rows, boolean holdout) {
    return rows.select(
        IntStream.range(0, rows.rows()).filter(row -> judges(row) == holdout).toArray());
  }

  private static boolean judges(long row) {
    long mixed = (row + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return Long.remainderUnsigned(mixed ^ (mixed >>> 32), HOLDOUT_EVERY) == 0;
  }

  private static IntPredicate hasTruth(Target target, Frame frame) {
    if (target instanceof Target.Quantity) {
      Frame.Column column = frame.column(target.column());
      return row -> !column.isMissing(row);
    }
    int[] truths = target.truths(frame);
    return row -> truths[row] >= 0;
  }

  private static Instant instant(StepContext context, String key) {
    return Instant.parse(context.output(key));
  }
}

package dev.evenkeel.automation;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.models.Metrics;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.NewVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a replay's first model comes from.
public sealed interface FirstModel {
  /// Tells one from another.
  String digest();

  /// Trained on the first months of the history.
  record Trained() implements FirstModel {
    @Override
    public String digest() {
      return "trained";
    }
  }

  /// A file that the user brought.
  // Read once; two are told apart by their digest.
  @SuppressWarnings("ArrayRecordComponent")
  record Given(byte[] artifact) implements FirstModel {
    @Override
    public String digest() {
      return Digests.of(artifact);
    }

    /// Registers the file as the first version. Its reference score is measured on the history that
    /// was known, of which we cannot say whether it has seen it.
    ModelVersion register(LoopProject project, LoopRooms rooms, LabelledDataset labelled) {
      ModelDescription description =
          new ModelDescription(
                  new Signature(labelled.inputs()),
                  project.project().features(),
                  project.project().target(),
                  ModelDescription.XGBOOST_JSON)
              .under(project.contractPin());
      Scorer scorer = Scorer.of(description, artifact);
      DatasetVersion version = rooms.datasets().newest(project.labelledDataset()).orElseThrow();
      List<String> columns =
          new ArrayList<>(labelled.inputs().stream().map(input -> input.name()).toList());
      columns.add(project.project().target().column());
      Frame known =
          rooms
              .datasets()
              .read(
                  version,
                  columns,
                  LabelledDataset.EVENT_TIME,
                  Instant.parse("0001-01-01T00:00:00Z"),
                  Instant.parse("9999-01-01T00:00:00Z"));
      return rooms
          .models()
          .register(
              new NewVersion(
                  project.model(),
                  description,
                  artifact,
                  Optional.of(Json.write(ReferenceProfile.of(known, scorer.fields()))),
                  version.toString(),
                  Optional.empty(),
                  "given: " + digest(),
                  0,
                  Map.of(),
                  Map.of("holdout.score", score(project.project().target(), scorer, known))));
    }

    private static double score(Target target, Scorer scorer, Frame known) {
      List<Prediction> predictions = scorer.score(known);
      if (target instanceof Target.Quantity) {
        return Metrics.mean(
            Metrics.absoluteErrorPerRow(
                predictions.stream().mapToDouble(Prediction::value).toArray(),
                known.numbers(target.column())));
      }
      return Metrics.accuracy(
          predictions.stream().map(Prediction::probabilities).toList(), target.truths(known));
    }
  }
}

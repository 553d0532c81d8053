package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.search.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Trains the challenger, and writes down what its training rows looked like.
final class TrainStep implements StepAction {
  /// The column of the reference profile that holds what the model answers.
  static final String PREDICTION = "prediction";

  private final BlobStore blobs;
  private final LabelledRows rows;

  TrainStep(BlobStore blobs, LabelledRows rows) {
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public void check(Map<String, String> with) {
    TrainingSettings.of(SearchSettings.others(with));
    SearchSettings.of(with);
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    Frame training = rows.training(context, inputs);
    FeatureMatrix matrix = FeatureMatrices.of(inputs, training);
    long seed = Long.parseLong(context.parameter(TrainingOutputs.SEED));
    Map<String, String> answer = new TreeMap<>();
    TrainingParameters parameters =
        SearchSettings.of(context.with())
            .map(settings -> {
              TreeSearch trees = new TreeSearch(context.with(), settings, inputs.classes(), seed);
              Search search = trees.run(matrix, training);
              answer.put(TrainingOutputs.SEARCH, blobs.put(Json.write(search)));
              return trees.winner(search);
            })
            .orElseGet(() -> TrainingSettings.of(context.with()));
    byte[] artifact =
        XgboostTrainer.train(
            matrix, parameters, inputs.classes(), inputs.program().columns(), seed);
    answer.put(TrainingOutputs.PARAMETERS, Json.text(parameters));
    answer.put(TrainingOutputs.ARTIFACT, blobs.put(artifact));
    answer.put(TrainingOutputs.PROFILE, blobs.put(Json.write(profile(inputs, training, artifact))));
    return answer;
  }

  private static ReferenceProfile profile(TrainingInputs inputs, Frame training, byte[] artifact) {
    List<Prediction> predictions = Scorer.of(inputs.description(), artifact).score(training);
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    inputs.program().fields().forEach(field -> columns.put(field, training.column(field)));
    columns.put(
        PREDICTION,
        inputs.isQuantity()
            ? new Frame.Numbers(predictions.stream().mapToDouble(Prediction::value).toArray())
            : new Frame.Texts(predictions.stream().map(Prediction::label).toArray(String[]::new)));
    return ReferenceProfile.of(
        new Frame(training.rows(), columns), new ArrayList<>(columns.keySet()));
  }
}

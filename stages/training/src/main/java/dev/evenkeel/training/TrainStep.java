package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
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
    if (isLinear(with)) {
      LinearSettings.of(with);
    } else {
      TrainingSettings.of(SearchSettings.others(trees(with)));
      SearchSettings.of(trees(with));
    }
  }

  private static boolean isLinear(Map<String, String> with) {
    String trainer = with.getOrDefault("trainer", "trees");
    return switch (trainer) {
      case "linear" -> true;
      case "trees" -> false;
      default ->
          throw new Problem(
                  Problem.Kind.CONFIGURATION,
                  "`trainer: %s` of a train step is unknown".formatted(Names.abbreviate(trainer)),
                  "",
                  "`trees` or `linear`",
                  "")
              .asException();
    };
  }

  private static Map<String, String> trees(Map<String, String> with) {
    Map<String, String> others = new TreeMap<>(with);
    others.remove("trainer");
    return others;
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    Frame training = rows.training(context, inputs);
    FeatureMatrix matrix = FeatureMatrices.of(inputs, training);
    Trained trained =
        isLinear(context.with())
            ? LinearSettings.of(context.with())
                .train(matrix, inputs.classes(), inputs.program().columns())
            : trees(context, inputs, training, matrix);
    Map<String, String> answer = new TreeMap<>(trained.more());
    answer.put(TrainingOutputs.FORMAT, trained.format());
    answer.put(TrainingOutputs.PARAMETERS, Json.text(trained.settings()));
    answer.put(TrainingOutputs.ENVIRONMENT, Json.text(TrainingEnvironment.of(trained)));
    answer.put(TrainingOutputs.ARTIFACT, blobs.put(trained.artifact()));
    answer.put(TrainingOutputs.PROFILE, blobs.put(Json.write(profile(inputs, training, trained))));
    return answer;
  }

  private Trained trees(
      StepContext context, TrainingInputs inputs, Frame training, FeatureMatrix matrix) {
    Map<String, String> with = trees(context.with());
    long seed = Long.parseLong(context.parameter(TrainingOutputs.SEED));
    Map<String, String> more = new TreeMap<>();
    TrainingParameters parameters =
        SearchSettings.of(with)
            .map(settings -> {
              TreeSearch trees = new TreeSearch(with, settings, inputs.classes(), seed);
              Search search = trees.run(matrix, training);
              more.put(TrainingOutputs.SEARCH, blobs.put(Json.write(search)));
              return trees.winner(search);
            })
            .orElseGet(() -> TrainingSettings.of(with));
    byte[] artifact =
        XgboostTrainer.train(
            matrix, parameters, inputs.classes(), inputs.program().columns(), seed);
    return new Trained(TrainingInputs.FORMAT, artifact, parameters, more);
  }

  private static ReferenceProfile profile(TrainingInputs inputs, Frame training, Trained trained) {
    List<Prediction> predictions =
        Scorer.of(inputs.description(trained.format()), trained.artifact()).score(training);
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

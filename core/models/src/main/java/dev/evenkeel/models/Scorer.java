package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// From rows to predictions: the one path that evaluation in training and answers in serving take,
/// so both have the same bits. Safe for many threads at once.
public final class Scorer {
  private final FeatureProgram program;
  private final Predictor model;
  private final Target target;

  private Scorer(FeatureProgram program, Predictor model, Target target) {
    this.program = program;
    this.model = model;
    this.target = target;
  }

  /// Loads a version.
  ///
  /// @param artifact the model's file
  public static Scorer of(ModelDescription description, byte[] artifact) {
    if (!description.format().equals(ModelDescription.XGBOOST_JSON)) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "models of format `%s` cannot be loaded".formatted(description.format()),
              "save it as XGBoost JSON")
          .asException();
    }
    FeatureProgram program =
        FeatureProgram.compile(description.features(), description.signature().inputs());
    XgboostModel model = XgboostModel.read(artifact, "the model's file");
    int expected =
        description.target() instanceof Target.Quantity ? 1 : description.target().labels().size();
    if (model.inputs() != program.width() || model.outputs() != expected) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model takes %d numbers and gives %d".formatted(model.inputs(), model.outputs()),
              "",
              "%d numbers from the features and %d for the target"
                  .formatted(program.width(), expected),
              "check the features and the labels of the project")
          .asException();
    }
    // Numbers in another order would be answered, and be wrong.
    if (!model.featureNames().isEmpty() && !model.featureNames().equals(program.columns())) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model was trained on other columns than the features give",
              "",
              named(model.featureNames()),
              "the features give %s: name and order them as the model does"
                  .formatted(named(program.columns())))
          .asException();
    }
    return new Scorer(program, model, description.target());
  }

  private static String named(List<String> columns) {
    String some =
        columns.stream().limit(20).map(Names::abbreviate).collect(Collectors.joining(", "));
    return columns.size() <= 20 ? some : some + ", and " + (columns.size() - 20) + " more";
  }

  /// The contract fields that a row needs.
  public List<String> fields() {
    return program.fields();
  }

  /// Every row, in order.
  public List<Prediction> score(Frame frame) {
    return IntStream.range(0, frame.rows()).mapToObj(row -> score(frame, row)).toList();
  }

  /// One row.
  public Prediction score(Frame frame, int row) {
    float[] inputs = new float[program.width()];
    program.evaluate(frame, row, inputs, 0);
    double[] outputs = new double[model.outputs()];
    model.predict(inputs, 0, outputs);
    List<String> warnings = program.unknowns(frame, row);
    if (target instanceof Target.Quantity) {
      return new Prediction(-1, "", Double.NaN, new double[0], outputs[0], warnings);
    }
    int best = 0;
    for (int index = 1; index < outputs.length; index++) {
      if (outputs[index] > outputs[best]) {
        best = index;
      }
    }
    return new Prediction(
        best, target.labels().get(best), outputs[best], outputs, Double.NaN, warnings);
  }
}

package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// From rows to predictions: the one path that evaluation in training and answers in serving take,
/// so both have the same bits. Safe for many threads at once.
public final class Scorer {
  private final FeatureProgram program;
  private final Engine engine;
  private final Target target;

  private final Explaining explaining;

  private Scorer(FeatureProgram program, Engine engine, Target target, List<Feature> features) {
    this.program = program;
    this.engine = engine;
    this.target = target;
    this.explaining = new Explaining(program, engine, target, features);
  }

  /// Loads a version whose model is a tree ensemble.
  ///
  /// @param artifact the model's file
  public static Scorer of(ModelDescription description, byte[] artifact) {
    ModelFile file = new ModelFile(description.format(), artifact, "the model's file");
    return of(description, new TreesRuntime().load(file));
  }

  /// Puts features before a loaded model and words behind it.
  public static Scorer of(ModelDescription description, LoadedModel model) {
    List<Property> inputs = description.signature().inputs();
    Engine engine = model.engine();
    FeatureProgram program =
        switch (engine) {
          case Predictor numbers -> {
            FeatureProgram compiled = FeatureProgram.compile(description.features(), inputs);
            demandColumns(numbers, compiled);
            yield compiled;
          }
          case ColumnPredictor columns ->
              FeatureProgram.compileColumns(description.features(), inputs);
        };
    int expected =
        description.target() instanceof Target.Quantity ? 1 : description.target().labels().size();
    if (engine.outputs() != expected) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model gives %d numbers".formatted(engine.outputs()),
              "",
              "%d for the target".formatted(expected),
              "check the labels of the project")
          .asException();
    }
    return new Scorer(program, engine, description.target(), description.features());
  }

  private static void demandColumns(Predictor model, FeatureProgram program) {
    if (model.inputs() != program.width()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model takes %d numbers".formatted(model.inputs()),
              "",
              "%d from the features".formatted(program.width()),
              "check the features of the project")
          .asException();
    }
    // Numbers in another order would be answered, and be wrong.
    List<String> names = model.featureNames();
    if (!names.isEmpty() && !names.equals(program.columns())) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model was trained on other columns than the features give",
              "",
              named(names),
              "the features give %s: name and order them as the model does"
                  .formatted(named(program.columns())))
          .asException();
    }
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
    double[] outputs = outputs(frame);
    List<List<String>> unknowns = program.allUnknowns(frame);
    int width = engine.outputs();
    return IntStream.range(0, frame.rows())
        .mapToObj(row ->
            worded(Arrays.copyOfRange(outputs, row * width, (row + 1) * width), unknowns.get(row)))
        .toList();
  }

  private double[] outputs(Frame frame) {
    return switch (engine) {
      case Predictor numbers when numbers.readsDoubles() -> ofDoubles(numbers, frame);
      case Predictor numbers -> {
        float[] inputs = new float[Math.multiplyExact(frame.rows(), program.width())];
        program.evaluateAll(frame, inputs);
        double[] outputs = new double[Math.multiplyExact(frame.rows(), numbers.outputs())];
        numbers.predictAll(inputs, frame.rows(), outputs);
        yield outputs;
      }
      case ColumnPredictor columns -> columns.predict(program.columns(frame));
    };
  }

  /// A time in seconds is no float: rounded, it could fall on the other side of a threshold than it
  /// did in training.
  private double[] ofDoubles(Predictor numbers, Frame frame) {
    Frame computed = program.columns(frame);
    double[][] columns =
        program.columns().stream()
            .map(name -> ((Frame.Numbers) computed.column(name)).values())
            .toArray(double[][]::new);
    double[] row = new double[columns.length];
    double[] one = new double[numbers.outputs()];
    double[] outputs = new double[Math.multiplyExact(frame.rows(), one.length)];
    for (int index = 0; index < frame.rows(); index++) {
      for (int column = 0; column < row.length; column++) {
        double value = columns[column][index];
        row[column] = Double.isFinite(value) ? value : Double.NaN;
      }
      numbers.predict(row, 0, one);
      System.arraycopy(one, 0, outputs, index * one.length, one.length);
    }
    return outputs;
  }

  /// Why its answers cannot be explained; empty when they can.
  public String unexplained() {
    return explaining.unavailable();
  }

  /// Why a row was answered as it was.
  ///
  /// @param prediction that the row was given
  /// @throws IllegalStateException when [#unexplained] says why not
  public Explanation explain(Frame frame, int row, Prediction prediction) {
    return explaining.explain(frame, row, prediction);
  }

  /// One row; of a frame of many, nothing but this row is read.
  public Prediction score(Frame frame, int row) {
    return worded(outputs(frame, row), program.unknowns(frame, row));
  }

  private double[] outputs(Frame frame, int row) {
    return switch (engine) {
      case Predictor numbers when numbers.readsDoubles() -> ofDoubles(numbers, only(frame, row));
      case Predictor numbers -> {
        double[] outputs = new double[numbers.outputs()];
        numbers.predict(inputs(frame, row), 0, outputs);
        yield outputs;
      }
      case ColumnPredictor columns -> columns.predict(program.columns(only(frame, row)));
    };
  }

  private static Frame only(Frame frame, int row) {
    return frame.rows() == 1 ? frame : frame.select(new int[] {row});
  }

  private float[] inputs(Frame frame, int row) {
    float[] inputs = new float[program.width()];
    program.evaluate(frame, row, inputs, 0);
    return inputs;
  }

  private Prediction worded(double[] outputs, List<String> warnings) {
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

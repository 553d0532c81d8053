package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Explainer;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Predictor;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.serving.Deployed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The outputs of a model that has no tensors of its own.
///
/// @param wanted none means those that are answered by themselves
record OurOutputs(List<String> labels, Optional<Explainer> explainer, Set<String> wanted) {
  static OurOutputs of(Deployed deployed, Set<String> wanted) {
    List<String> known = new ArrayList<>(specs(deployed).stream().map(TensorSpec::name).toList());
    Optional<Explainer> explainer =
        deployed.model().engine() instanceof Predictor predictor
            ? predictor.explainer()
            : Optional.empty();
    if (explainer.isPresent()) {
      known.addAll(List.of(OurTensors.MARGIN, OurTensors.CONTRIBUTIONS));
    }
    for (String output : wanted) {
      if (!known.contains(output)) {
        throw Fit.unknownOutput(output, known);
      }
    }
    return new OurOutputs(
        deployed.version().description().target().labels(), explainer, Set.copyOf(wanted));
  }

  static List<TensorSpec> specs(Deployed deployed) {
    List<String> labels = deployed.version().description().target().labels();
    if (labels.isEmpty()) {
      return List.of(new TensorSpec(OurTensors.VALUE, Datatype.FP32, List.of(-1L)));
    }
    return List.of(
        new TensorSpec(OurTensors.LABEL, Datatype.BYTES, List.of(-1L)),
        new TensorSpec(
            OurTensors.PROBABILITIES, Datatype.FP32, List.of(-1L, (long) labels.size())));
  }

  List<Tensor> ofMatrix(Predictor predictor, Matrix matrix) {
    double[] numbers = new double[Math.multiplyExact(matrix.rows(), predictor.outputs())];
    predictor.predictAll(matrix.values(), matrix.rows(), numbers);
    List<Tensor> outputs = new ArrayList<>(ofNumbers(numbers, matrix.rows()));
    if (wanted.contains(OurTensors.MARGIN) || wanted.contains(OurTensors.CONTRIBUTIONS)) {
      outputs.addAll(explained(explainer.orElseThrow(), predictor, matrix));
    }
    return outputs;
  }

  List<Tensor> ofPredictions(List<Prediction> predictions) {
    if (wanted.contains(OurTensors.MARGIN) || wanted.contains(OurTensors.CONTRIBUTIONS)) {
      throw FieldTensors.wrong(
          "margins and contributions of fields", "the tensor `input`, which they are about");
    }
    int width = Math.max(1, labels.size());
    double[] numbers = new double[predictions.size() * width];
    for (int row = 0; row < predictions.size(); row++) {
      Prediction prediction = predictions.get(row);
      if (labels.isEmpty()) {
        numbers[row] = prediction.value();
      } else {
        System.arraycopy(prediction.probabilities(), 0, numbers, row * width, width);
      }
    }
    return ofNumbers(numbers, predictions.size());
  }

  private List<Tensor> ofNumbers(double[] numbers, int rows) {
    float[] floats = new float[numbers.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) numbers[index];
    }
    if (labels.isEmpty()) {
      return List.of(Tensor.floats(OurTensors.VALUE, List.of((long) rows), floats));
    }
    int width = labels.size();
    List<String> best =
        IntStream.range(0, rows).mapToObj(row -> labels.get(best(numbers, row, width))).toList();
    return List.of(
        Tensor.texts(OurTensors.LABEL, List.of((long) rows), best),
        Tensor.floats(OurTensors.PROBABILITIES, List.of((long) rows, (long) width), floats));
  }

  private static int best(double[] numbers, int row, int width) {
    int best = 0;
    for (int index = 1; index < width; index++) {
      if (numbers[row * width + index] > numbers[row * width + best]) {
        best = index;
      }
    }
    return best;
  }

  private static List<Tensor> explained(Explainer explainer, Predictor predictor, Matrix matrix) {
    int margins = explainer.margins();
    int width = predictor.inputs() + 1;
    float[] sums = new float[matrix.rows() * margins];
    float[] parts = new float[Math.multiplyExact(matrix.rows(), margins * width)];
    double[] one = new double[margins * width];
    for (int row = 0; row < matrix.rows(); row++) {
      explainer.explain(matrix.values(), row * predictor.inputs(), one);
      for (int index = 0; index < one.length; index++) {
        parts[row * one.length + index] = (float) one[index];
      }
      for (int margin = 0; margin < margins; margin++) {
        double sum = 0;
        for (int index = 0; index < width; index++) {
          sum += one[margin * width + index];
        }
        sums[row * margins + margin] = (float) sum;
      }
    }
    long rows = matrix.rows();
    return List.of(
        Tensor.floats(OurTensors.MARGIN, List.of(rows, (long) margins), sums),
        Tensor.floats(
            OurTensors.CONTRIBUTIONS, List.of(rows, (long) margins, (long) width), parts));
  }

  List<Tensor> selected(List<Tensor> outputs) {
    if (wanted.isEmpty()) {
      return outputs;
    }
    return outputs.stream()
        .filter(output -> wanted.contains(output.name()))
        .collect(Collectors.toList());
  }

  /// What the log keeps of an answer.
  List<Prediction> predictions(List<Tensor> outputs) {
    var numbers =
        outputs.stream()
            .filter(output -> !output.name().equals(OurTensors.LABEL))
            .findFirst()
            .orElseThrow()
            .bytes()
            .asFloatBuffer();
    List<Prediction> predictions = new ArrayList<>();
    if (labels.isEmpty()) {
      while (numbers.hasRemaining()) {
        predictions.add(
            new Prediction(-1, "", Double.NaN, new double[0], numbers.get(), List.of()));
      }
      return predictions;
    }
    while (numbers.hasRemaining()) {
      double[] probabilities = new double[labels.size()];
      for (int index = 0; index < probabilities.length; index++) {
        probabilities[index] = numbers.get();
      }
      int best = best(probabilities, 0, probabilities.length);
      predictions.add(
          new Prediction(
              best, labels.get(best), probabilities[best], probabilities, Double.NaN, List.of()));
    }
    return predictions;
  }
}

package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a model answered in its own tensors, as the prediction log keeps it: a label with its
/// probabilities or a quantity for each row, where the outputs hold such; else a short text of
/// them, as the label.
///
/// @param labels of the model's target; none for a quantity
/// @param rows the first size of the inputs
record OwnAnswers(List<String> labels, List<Tensor> outputs, int rows) {
  private static final int SHOWN_OUTPUTS = 4;
  private static final int SHOWN_ELEMENTS = 4;

  List<Prediction> predictions() {
    if (rows > Inference.ROWS_MAX || outputs.stream().noneMatch(this::isByRow)) {
      return outputs.isEmpty() ? List.of() : List.of(shortened(0, 1));
    }
    if (labels.isEmpty()) {
      return numbers(1).map(OwnAnswers::quantities).orElseGet(this::allShortened);
    }
    Optional<double[]> scores = numbers(labels.size());
    Optional<List<String>> picked =
        outputs.stream()
            .filter(output -> isByRow(output) && output.size() == rows && !isReal(output))
            .map(TensorNumbers::texts)
            .filter(labels::containsAll)
            .findFirst();
    return scores.isEmpty() && picked.isEmpty() ? allShortened() : classes(scores, picked);
  }

  private boolean isByRow(Tensor output) {
    return rows > 0 && !output.shape().isEmpty() && output.shape().getFirst() == rows;
  }

  private static boolean isReal(Tensor output) {
    return switch (output.datatype()) {
      case FP16, BF16, FP32, FP64 -> true;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
    };
  }

  /// The first output with so many numbers in each row.
  private Optional<double[]> numbers(int width) {
    return outputs.stream()
        .filter(output -> isByRow(output) && isReal(output))
        .filter(output -> output.size() == (long) rows * width)
        .map(TensorNumbers::doubles)
        .findFirst();
  }

  private static List<Prediction> quantities(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> new Prediction(-1, "", Double.NaN, new double[0], value, List.of()))
        .toList();
  }

  private List<Prediction> classes(Optional<double[]> scores, Optional<List<String>> picked) {
    List<Prediction> predictions = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int width = labels.size();
      double[] probabilities =
          scores.isPresent()
              ? Arrays.copyOfRange(scores.get(), row * width, (row + 1) * width)
              : new double[0];
      int index = picked.isPresent() ? labels.indexOf(picked.get().get(row)) : best(probabilities);
      predictions.add(
          new Prediction(
              index,
              labels.get(index),
              probabilities.length == 0 ? Double.NaN : probabilities[index],
              probabilities,
              Double.NaN,
              List.of()));
    }
    return predictions;
  }

  private static int best(double[] probabilities) {
    int best = 0;
    for (int index = 1; index < probabilities.length; index++) {
      best = probabilities[index] > probabilities[best] ? index : best;
    }
    return best;
  }

  private List<Prediction> allShortened() {
    return IntStream.range(0, rows).mapToObj(row -> shortened(row, rows)).toList();
  }

  private Prediction shortened(int row, int parts) {
    String text =
        outputs.stream()
            .limit(SHOWN_OUTPUTS)
            .map(
                output -> isByRow(output) ? shortened(output, row, parts) : shortened(output, 0, 1))
            .map(Names::abbreviate)
            .collect(Collectors.joining("; "));
    return new Prediction(-1, text, Double.NaN, new double[0], Double.NaN, List.of());
  }

  private static String shortened(Tensor output, int row, int parts) {
    long width = output.size() / parts;
    int from = Math.toIntExact(row * width);
    String shown =
        IntStream.range(from, from + (int) Math.min(width, SHOWN_ELEMENTS))
            .mapToObj(index -> TensorNumbers.text(output, index))
            .collect(Collectors.joining(", "));
    String rest = width > SHOWN_ELEMENTS ? ", ..." : "";
    return "%s [%s%s]".formatted(output.name(), shown, rest);
  }
}

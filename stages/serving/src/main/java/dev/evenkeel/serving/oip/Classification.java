package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The classification extension: the best classes of each row as texts `value:index:label`.
final class Classification {
  private Classification() {}

  static Tensor of(Tensor scores, int classes, List<String> labels) {
    if (scores.datatype() == Datatype.BYTES || scores.shape().isEmpty()) {
      throw FieldTensors.wrong(
          "classification of output `%s`".formatted(scores.name()), "an output of numbers");
    }
    double[] values = TensorNumbers.doubles(scores);
    int width = scores.shape().size() == 1 ? 1 : (int) (long) scores.shape().getLast();
    int rows = width == 0 ? 0 : values.length / width;
    int shown = Math.min(classes, width);
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int start = row * width;
      IntStream.range(0, width)
          .boxed()
          .sorted((one, two) -> Double.compare(values[start + two], values[start + one]))
          .limit(shown)
          .map(index -> text((float) values[start + index], index, width, labels))
          .forEach(texts::add);
    }
    return Tensor.texts(scores.name(), List.of((long) rows, (long) shown), texts);
  }

  private static String text(float value, int index, int width, List<String> labels) {
    String known = labels.size() == width ? ":" + labels.get(index) : "";
    return value + ":" + index + known;
  }
}

package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which outputs of a graph are its answer, and how they become probabilities or a quantity.
sealed interface Answer {
  /// The outputs that it reads.
  Set<String> wanted();

  /// What the classes are called; none for a quantity.
  List<String> labels();

  /// Numbers in a row.
  default int width() {
    return Math.max(1, labels().size());
  }

  /// Fills row after row from `offset` on.
  void read(OrtSession.Result result, int rows, double[] into, int offset) throws OrtException;

  /// A matrix with a number for each class.
  record Probabilities(String output, List<String> labels) implements Answer {
    public Probabilities {
      labels = List.copyOf(labels);
    }

    @Override
    public Set<String> wanted() {
      return Set.of(output);
    }

    @Override
    public void read(OrtSession.Result result, int rows, double[] into, int offset)
        throws OrtException {
      numbers(tensor(result, output), rows * labels.size(), into, offset, 1);
    }
  }

  /// A vector for each class.
  record Vectors(List<String> outputs, List<String> labels) implements Answer {
    public Vectors {
      outputs = List.copyOf(outputs);
      labels = List.copyOf(labels);
    }

    @Override
    public Set<String> wanted() {
      return new LinkedHashSet<>(outputs);
    }

    @Override
    public void read(OrtSession.Result result, int rows, double[] into, int offset)
        throws OrtException {
      for (int index = 0; index < outputs.size(); index++) {
        numbers(tensor(result, outputs.get(index)), rows, into, offset + index, outputs.size());
      }
    }
  }

  /// Only the label, which then has all of the probability.
  record Picked(String output, List<String> labels) implements Answer {
    public Picked {
      labels = List.copyOf(labels);
    }

    @Override
    public Set<String> wanted() {
      return Set.of(output);
    }

    @Override
    public void read(OrtSession.Result result, int rows, double[] into, int offset)
        throws OrtException {
      OnnxTensor tensor = tensor(result, output);
      List<String> picked =
          switch (tensor.getInfo().type) {
            case STRING -> Tensors.texts(tensor);
            case INT64 ->
                Arrays.stream(array(tensor.getLongBuffer())).mapToObj(String::valueOf).toList();
            default -> List.of();
          };
      if (picked.size() != rows) {
        throw mismatch(picked.size(), rows);
      }
      Arrays.fill(into, offset, offset + rows * labels.size(), 0);
      for (int row = 0; row < rows; row++) {
        int index = labels.indexOf(picked.get(row));
        if (index >= 0) {
          into[offset + row * labels.size() + index] = 1;
        }
      }
    }

    private static long[] array(java.nio.LongBuffer buffer) {
      long[] values = new long[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  /// A map for each row, of a ZipMap that could not be taken out.
  record Maps(String output, List<String> labels) implements Answer {
    public Maps {
      labels = List.copyOf(labels);
    }

    @Override
    public Set<String> wanted() {
      return Set.of(output);
    }

    @Override
    public void read(OrtSession.Result result, int rows, double[] into, int offset)
        throws OrtException {
      List<? extends OnnxValue> maps = maps(result, output);
      try {
        if (maps.size() != rows) {
          throw mismatch(maps.size(), rows);
        }
        for (int row = 0; row < rows; row++) {
          into(maps.get(row), into, offset + row * labels.size());
        }
      } finally {
        maps.forEach(OnnxValue::close);
      }
    }

    private void into(OnnxValue map, double[] into, int offset) throws OrtException {
      Arrays.fill(into, offset, offset + labels.size(), 0);
      if (map instanceof OnnxMap answers) {
        answers
            .getValue()
            .forEach((label, value) -> {
              int index = labels.indexOf(String.valueOf(label));
              if (index >= 0 && value instanceof Number number) {
                into[offset + index] = number.doubleValue();
              }
            });
      }
    }

    /// The labels of the first row, in their order; the caller has run the graph.
    static List<String> labels(OrtSession.Result result, String output) throws OrtException {
      List<? extends OnnxValue> maps = maps(result, output);
      try {
        return maps.isEmpty() || !(maps.getFirst() instanceof OnnxMap first)
            ? List.of()
            : sorted(first.getValue());
      } finally {
        maps.forEach(OnnxValue::close);
      }
    }

    private static List<String> sorted(Map<?, ?> map) {
      boolean isWhole = map.keySet().stream().allMatch(Long.class::isInstance);
      return isWhole
          ? map.keySet().stream().map(Long.class::cast).sorted().map(String::valueOf).toList()
          : map.keySet().stream().map(String::valueOf).sorted().toList();
    }

    private static List<? extends OnnxValue> maps(OrtSession.Result result, String output)
        throws OrtException {
      return result.get(output).orElse(null) instanceof OnnxSequence sequence
          ? sequence.getValue()
          : List.of();
    }
  }

  /// One number.
  record Amount(String output) implements Answer {
    @Override
    public Set<String> wanted() {
      return Set.of(output);
    }

    @Override
    public List<String> labels() {
      return List.of();
    }

    @Override
    public void read(OrtSession.Result result, int rows, double[] into, int offset)
        throws OrtException {
      numbers(tensor(result, output), rows, into, offset, 1);
    }
  }

  private static OnnxTensor tensor(OrtSession.Result result, String output) {
    @Nullable OnnxValue value = result.get(output).orElse(null);
    if (value instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("Cannot read output %s: it is no tensor".formatted(output));
  }

  private static void numbers(OnnxTensor tensor, int count, double[] into, int offset, int step) {
    long found = tensor.getInfo().getNumElements();
    if (found != count) {
      throw mismatch(found, count);
    }
    switch (tensor.getInfo().type) {
      case FLOAT -> {
        FloatBuffer floats = tensor.getFloatBuffer();
        for (int index = 0; index < count; index++) {
          into[offset + index * step] = floats.get(index);
        }
      }
      case DOUBLE -> {
        DoubleBuffer doubles = tensor.getDoubleBuffer();
        for (int index = 0; index < count; index++) {
          into[offset + index * step] = doubles.get(index);
        }
      }
      default -> throw new IllegalStateException("Cannot read numbers of " + tensor.getInfo().type);
    }
  }

  private static ProblemException mismatch(long found, int expected) {
    return Problem.of(
            Problem.Kind.INPUT,
            "the model answered %d values where %d were due".formatted(found, expected),
            "ask it by its own tensors, or export it again with one answer for each row")
        .asException();
  }
}

package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds the answer among the outputs of a graph, by what converters of the usual libraries write.
/// Where nothing says what numbers mean, it finds none rather than guess.
final class AnswerChoice {
  private final Session session;
  private final Labels labels;
  private final Map<String, long[]> seen;

  /// @param seen the shapes of outputs that were tried, which say more than what a graph declares
  AnswerChoice(Session session, Labels labels, Map<String, long[]> seen) {
    this.session = session;
    this.labels = labels;
    this.seen = seen;
  }

  /// An answer, and the one to take if the first turns out to hold no probabilities.
  record Choice(Answer answer, Optional<Answer> otherwise) {}

  Optional<Choice> find() {
    List<Session.Slot> scores = new ArrayList<>();
    Optional<Session.Slot> label = Optional.empty();
    for (Session.Slot slot : session.outputs()) {
      TensorInfo tensor = slot.tensor();
      if (tensor == null) {
        // It is known when a first row has been answered.
        return Optional.of(new Choice(new Answer.Maps(slot.name(), List.of()), Optional.empty()));
      }
      if (isScore(slot.name(), tensor)) {
        scores.add(slot);
      } else if (label.isEmpty() && isLabel(slot.name(), tensor)) {
        label = Optional.of(slot);
      }
    }
    return label.map(slot -> classes(slot.name(), scores)).orElseGet(() -> unlabelled(scores));
  }

  private Optional<Choice> classes(String label, List<Session.Slot> scores) {
    List<String> named = labels.behind(label, true);
    for (Session.Slot score : scores) {
      if (named.isEmpty()) {
        named = labels.behind(score.name(), false);
      }
    }
    if (named.isEmpty()) {
      return Optional.empty();
    }
    int count = named.size();
    Optional<Answer> picked = Optional.of(new Answer.Picked(label, named));
    for (Session.Slot score : scores) {
      long width = width(score);
      if (width == count || width < 0) {
        return Optional.of(new Choice(new Answer.Probabilities(score.name(), named), picked));
      }
    }
    List<String> vectors = scores.stream().map(Session.Slot::name).toList();
    return vectors.size() == count && areNamed(vectors, named)
        ? Optional.of(new Choice(new Answer.Vectors(vectors, named), picked))
        : Optional.of(new Choice(picked.get(), Optional.empty()));
  }

  /// skl2onnx puts a letter of their type before them.
  private static boolean areNamed(List<String> vectors, List<String> named) {
    return IntStream.range(0, named.size())
        .allMatch(index -> vectors.get(index).endsWith(named.get(index)));
  }

  private Optional<Choice> unlabelled(List<Session.Slot> scores) {
    if (scores.isEmpty()) {
      return Optional.empty();
    }
    Session.Slot first = scores.getFirst();
    long width = width(first);
    List<String> named = width == 1 ? List.of() : labels.behind(first.name(), false);
    if (width > 1 && named.isEmpty() && labels.isSoftmax(first.name())) {
      named = IntStream.range(0, (int) width).mapToObj(String::valueOf).toList();
    }
    Answer answer =
        width == 1
            ? new Answer.Amount(first.name())
            : named.size() == width || (width < 0 && !named.isEmpty())
                ? new Answer.Probabilities(first.name(), named)
                : null;
    return Optional.ofNullable(answer).map(found -> new Choice(found, Optional.empty()));
  }

  /// -1 when the graph does not say.
  private long width(Session.Slot slot) {
    TensorInfo tensor = slot.tensor();
    long[] shape = tensor == null ? new long[0] : shape(slot.name(), tensor);
    return shape.length < 2 ? 1 : shape[1];
  }

  private long[] shape(String output, TensorInfo tensor) {
    return seen.getOrDefault(output, tensor.getShape());
  }

  private boolean isScore(String output, TensorInfo tensor) {
    int dimensions = shape(output, tensor).length;
    return (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE)
        && (dimensions == 1 || dimensions == 2);
  }

  private boolean isLabel(String output, TensorInfo tensor) {
    long[] shape = shape(output, tensor);
    boolean isColumn = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
    // Unsigned integers look the same here and are nobody's labels.
    return isColumn
        && (tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING
            || tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
  }
}

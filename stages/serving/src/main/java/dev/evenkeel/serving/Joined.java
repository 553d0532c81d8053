package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One call for the rows of several requests, and its answer split again.
final class Joined {
  private Joined() {}

  /// What tensors must have in common to be joined: all but their first size.
  record Form(List<String> names, List<Datatype> datatypes, List<List<Long>> tails) {}

  /// Empty tensors cannot be joined, and those of different first sizes neither.
  static @Nullable Form form(List<Tensor> inputs, Set<String> wanted, int rows) {
    if (!wanted.isEmpty()) {
      return null;
    }
    for (Tensor input : inputs) {
      if (input.shape().isEmpty() || input.shape().getFirst() != rows || rows < 1) {
        return null;
      }
    }
    return new Form(
        inputs.stream().map(Tensor::name).toList(),
        inputs.stream().map(Tensor::datatype).toList(),
        inputs.stream().map(input -> input.shape().subList(1, input.shape().size())).toList());
  }

  static List<List<Prediction>> rows(Scorer scorer, List<Frame> frames) {
    List<Prediction> all = scorer.score(frames.size() == 1 ? frames.getFirst() : join(frames));
    List<List<Prediction>> parts = new ArrayList<>();
    int from = 0;
    for (Frame frame : frames) {
      parts.add(all.subList(from, from + frame.rows()));
      from += frame.rows();
    }
    return parts;
  }

  static Frame join(List<Frame> frames) {
    int rows = frames.stream().mapToInt(Frame::rows).sum();
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (String name : frames.getFirst().names()) {
      List<Frame.Column> parts = frames.stream().map(frame -> frame.column(name)).toList();
      columns.put(name, column(parts, rows));
    }
    return new Frame(rows, columns);
  }

  private static Frame.Column column(List<Frame.Column> parts, int rows) {
    return switch (parts.getFirst()) {
      case Frame.Numbers _ -> {
        double[] values = new double[rows];
        copy(parts, values);
        yield new Frame.Numbers(values);
      }
      case Frame.Texts _ -> {
        @Nullable String[] values = new @Nullable String[rows];
        copy(parts, values);
        yield new Frame.Texts(values);
      }
      case Frame.Times _ -> {
        long[] values = new long[rows];
        copy(parts, values);
        yield new Frame.Times(values);
      }
    };
  }

  // Frames of one signature have columns of one kind, so the arrays are of one type.
  private static void copy(List<Frame.Column> parts, Object target) {
    int from = 0;
    for (Frame.Column part : parts) {
      Object source =
          switch (part) {
            case Frame.Numbers numbers -> numbers.values();
            case Frame.Texts texts -> texts.values();
            case Frame.Times times -> times.values();
          };
      System.arraycopy(source, 0, target, from, part.length());
      from += part.length();
    }
  }

  static List<List<Tensor>> tensors(TensorModel model, List<List<Tensor>> requests) {
    if (requests.size() == 1) {
      return List.of(model.infer(requests.getFirst(), Set.of()));
    }
    List<Tensor> joined = new ArrayList<>();
    for (int input = 0; input < requests.getFirst().size(); input++) {
      int position = input;
      joined.add(joinTensors(requests.stream().map(request -> request.get(position)).toList()));
    }
    long rows = joined.getFirst().shape().getFirst();
    List<Tensor> outputs = model.infer(joined, Set.of());
    List<List<Tensor>> parts = new ArrayList<>();
    long from = 0;
    for (List<Tensor> request : requests) {
      long own = request.getFirst().shape().getFirst();
      long start = from;
      parts.add(outputs.stream().map(output -> part(output, rows, start, own)).toList());
      from += own;
    }
    return parts;
  }

  private static Tensor joinTensors(List<Tensor> parts) {
    Tensor first = parts.getFirst();
    List<Long> shape = new ArrayList<>(first.shape());
    shape.set(0, parts.stream().mapToLong(part -> part.shape().getFirst()).sum());
    if (first.elements() instanceof Tensor.Variable) {
      List<byte[]> values = new ArrayList<>();
      parts.forEach(part -> values.addAll(part.values()));
      return new Tensor(first.name(), first.datatype(), shape, new Tensor.Variable(values));
    }
    int bytes = parts.stream().mapToInt(part -> part.bytes().remaining()).sum();
    ByteBuffer joined = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    parts.forEach(part -> joined.put(part.bytes()));
    return new Tensor(first.name(), first.datatype(), shape, new Tensor.Fixed(joined.flip()));
  }

  private static Tensor part(Tensor output, long rows, long from, long own) {
    if (output.shape().isEmpty() || output.shape().getFirst() != rows) {
      throw new IllegalStateException(
          "Cannot split output %s: it has not %d rows".formatted(output.name(), rows));
    }
    List<Long> shape = new ArrayList<>(output.shape());
    shape.set(0, own);
    int perRow = Math.toIntExact(output.size() / rows);
    int start = Math.toIntExact(from * perRow);
    int end = Math.toIntExact((from + own) * perRow);
    if (output.elements() instanceof Tensor.Variable(List<byte[]> values)) {
      return new Tensor(
          output.name(), output.datatype(), shape, new Tensor.Variable(values.subList(start, end)));
    }
    int width = output.datatype().width();
    ByteBuffer bytes = output.bytes();
    int base = bytes.position();
    ByteBuffer slice = bytes.slice(base + start * width, (end - start) * width);
    return new Tensor(output.name(), output.datatype(), shape, new Tensor.Fixed(slice));
  }
}

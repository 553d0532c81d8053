package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fields of a signature as tensors of one column each.
final class FieldTensors {
  private FieldTensors() {}

  static List<TensorSpec> specs(List<Property> fields) {
    return fields.stream()
        .map(field -> new TensorSpec(field.name(), datatype(field.type()), List.of(-1L, 1L)))
        .toList();
  }

  private static Datatype datatype(LogicalType type) {
    return switch (type) {
      case STRING, DATE, TIMESTAMP -> Datatype.BYTES;
      case INTEGER -> Datatype.INT64;
      case NUMBER -> Datatype.FP64;
      case BOOLEAN -> Datatype.BOOL;
    };
  }

  /// Rows under the signature.
  static Frame frame(List<Property> fields, List<Tensor> inputs) {
    Map<String, Tensor> named =
        inputs.stream().collect(Collectors.toMap(Tensor::name, tensor -> tensor));
    int rows = rows(inputs);
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (Property field : fields) {
      Tensor tensor = named.remove(field.name());
      if (tensor == null && field.required()) {
        throw wrong("input `%s` is missing".formatted(field.name()), "one tensor for each field");
      }
      columns.put(field.name(), column(field, tensor, rows));
    }
    if (!named.isEmpty()) {
      String name = Names.abbreviate(named.keySet().iterator().next());
      throw wrong(
          "input `%s` is unknown".formatted(name),
          fields.stream().map(Property::name).collect(Collectors.joining(", ")));
    }
    return new Frame(rows, columns);
  }

  private static int rows(List<Tensor> inputs) {
    long rows = inputs.getFirst().size();
    for (Tensor input : inputs) {
      List<Long> shape = input.shape();
      boolean isColumn = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1L);
      if (!isColumn || input.size() != rows) {
        throw wrong(
            "input `%s` has shape %s".formatted(Names.abbreviate(input.name()), shape),
            "[%d] or [%d, 1], as the first input".formatted(rows, rows));
      }
    }
    if (rows < 1 || rows > Inference.ROWS_MAX) {
      throw wrong("%d rows".formatted(rows), "1 to " + Inference.ROWS_MAX);
    }
    return (int) rows;
  }

  private static Frame.Column column(Property field, @Nullable Tensor tensor, int rows) {
    if (field.type().isNumeric()) {
      double[] values = new double[rows];
      java.util.Arrays.fill(values, Double.NaN);
      return new Frame.Numbers(tensor == null ? values : TensorNumbers.doubles(tensor));
    }
    @Nullable String[] texts = new @Nullable String[rows];
    if (tensor != null) {
      List<String> read = texts(tensor);
      for (int row = 0; row < rows; row++) {
        texts[row] = read.get(row);
      }
    }
    return field.type().isTime() ? times(field, texts) : new Frame.Texts(texts);
  }

  private static Frame.Column times(Property field, @Nullable String[] texts) {
    long[] times = new long[texts.length];
    for (int row = 0; row < times.length; row++) {
      String text = texts[row];
      times[row] =
          text == null
              ? Frame.Times.MISSING
              : Formats.parse(text, field.type(), field.format())
                  .orElseThrow(() ->
                      wrong(
                          "input `%s` holds `%s`".formatted(field.name(), Names.abbreviate(text)),
                          "a time"));
    }
    return new Frame.Times(times);
  }

  /// The texts of a tensor; what is no UTF-8 is refused.
  static List<String> texts(Tensor tensor) {
    if (tensor.datatype() != Datatype.BYTES) {
      throw wrong(
          "input `%s` is %s".formatted(Names.abbreviate(tensor.name()), tensor.datatype()),
          "BYTES");
    }
    List<String> texts = new ArrayList<>();
    for (byte[] value : tensor.values()) {
      try {
        texts.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
      } catch (CharacterCodingException e) {
        throw wrong(
            "input `%s` is no UTF-8".formatted(Names.abbreviate(tensor.name())), "texts in UTF-8");
      }
    }
    return texts;
  }

  static RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.MALFORMED, what, "/inputs", expected, "").asException();
  }
}

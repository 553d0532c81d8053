package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The `data` of a tensor in JSON, nested or flat; the shape decides. It may stand before the
/// datatype, and is then read again when that is known.
sealed interface TensorData {
  /// Not given.
  record Nothing() implements TensorData {}

  /// Read as its datatype.
  record Read(JsonElements elements) implements TensorData {}

  /// Where it stands in the body.
  // It is read once and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Later(byte[] body, int start, int end) implements TensorData {}

  static TensorData read(JsonParser parser, byte[] body, @Nullable Datatype datatype) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw InferBody.malformed("`data` is no list", "the elements, nested or flat");
    }
    if (datatype != null) {
      JsonElements elements = new JsonElements(datatype);
      elements.read(parser);
      return new Read(elements);
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    return new Later(body, start, (int) parser.currentLocation().getByteOffset());
  }

  /// The tensor, if the elements are as many as the shape says.
  default Tensor tensor(
      String name, Datatype datatype, List<Long> shape, long count, boolean isBase64) {
    return switch (this) {
      case Nothing nothing ->
          throw FieldTensors.wrong(
              "input `%s` has no data".formatted(Names.abbreviate(name)),
              "`data`, or the parameter binary_data_size");
      case Later later -> {
        JsonElements elements = new JsonElements(datatype);
        try (JsonParser parser =
            InferBody.READER.createParser(
                later.body(), later.start(), later.end() - later.start())) {
          parser.nextToken();
          elements.read(parser);
        }
        yield tensor(elements, name, shape, count, isBase64);
      }
      case Read read -> tensor(read.elements(), name, shape, count, isBase64);
    };
  }

  private static Tensor tensor(
      JsonElements elements, String name, List<Long> shape, long count, boolean isBase64) {
    if (elements.count() != count) {
      throw Shapes.count(name, shape, count, elements.count());
    }
    Datatype datatype = elements.datatype();
    if (datatype == Datatype.BYTES) {
      return new Tensor(name, datatype, shape, new Tensor.Variable(elements.texts(isBase64)));
    }
    ByteBuffer bytes = elements.bytes();
    return new Tensor(name, datatype, shape, new Tensor.Fixed(bytes));
  }
}

package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Json;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/// Writes answers: JSON, then the binary form of the outputs that were asked for so.
///
/// @param headerBytes of JSON; -1 when all is JSON
// It is sent and forgotten.
@SuppressWarnings("ArrayRecordComponent")
record ReplyBody(byte[] bytes, int headerBytes) {
  static ReplyBody of(InferReply reply, Predicate<String> isBinary) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    boolean anyBinary = false;
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("model_name", reply.model());
      json.writeStringProperty("model_version", reply.version());
      json.writeStringProperty("id", reply.id());
      json.writeArrayPropertyStart("outputs");
      for (Tensor output : reply.outputs()) {
        boolean binary = isBinary.test(output.name());
        anyBinary |= binary;
        write(json, output, binary ? binary(output) : null, tail);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    int header = out.size();
    out.writeBytes(tail.toByteArray());
    return new ReplyBody(out.toByteArray(), anyBinary ? header : -1);
  }

  private static void write(
      JsonGenerator json,
      Tensor output,
      byte @org.jspecify.annotations.Nullable [] binary,
      ByteArrayOutputStream tail) {
    json.writeStartObject();
    json.writeStringProperty("name", output.name());
    json.writeStringProperty("datatype", output.datatype().name());
    json.writeArrayPropertyStart("shape");
    output.shape().forEach(size -> json.writeNumber((long) size));
    json.writeEndArray();
    if (binary != null) {
      json.writeObjectPropertyStart("parameters");
      json.writeNumberProperty("binary_data_size", binary.length);
      json.writeEndObject();
      tail.writeBytes(binary);
    } else {
      data(json, output);
    }
    json.writeEndObject();
  }

  private static void data(JsonGenerator json, Tensor output) {
    if (output.datatype() == Datatype.BYTES && !isText(output)) {
      json.writeObjectPropertyStart("parameters");
      json.writeStringProperty("content_type", "base64");
      json.writeEndObject();
      json.writeArrayPropertyStart("data");
      output.values().forEach(value -> json.writeString(Base64.getEncoder().encodeToString(value)));
    } else if (output.datatype() == Datatype.BYTES) {
      json.writeArrayPropertyStart("data");
      output.values().forEach(value -> json.writeString(new String(value, StandardCharsets.UTF_8)));
    } else {
      json.writeArrayPropertyStart("data");
      numbers(json, output);
    }
    json.writeEndArray();
  }

  private static boolean isText(Tensor output) {
    return output.values().stream()
        .allMatch(value ->
            java.util.Arrays.equals(
                new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), value));
  }

  private static void numbers(JsonGenerator json, Tensor output) {
    ByteBuffer bytes = output.bytes();
    while (bytes.hasRemaining()) {
      switch (output.datatype()) {
        case BOOL -> json.writeBoolean(bytes.get() != 0);
        case UINT8 -> json.writeNumber(bytes.get() & 0xFF);
        case INT8 -> json.writeNumber((int) bytes.get());
        case UINT16 -> json.writeNumber(bytes.getShort() & 0xFFFF);
        case INT16 -> json.writeNumber((int) bytes.getShort());
        case UINT32 -> json.writeNumber(bytes.getInt() & 0xFFFF_FFFFL);
        case INT32 -> json.writeNumber(bytes.getInt());
        case INT64 -> json.writeNumber(bytes.getLong());
        case UINT64 -> json.writeNumber(Long.toUnsignedString(bytes.getLong()));
        case FP32 -> real(json, bytes.getFloat());
        case FP64 -> real(json, bytes.getDouble());
        case FP16, BF16, BYTES ->
            throw FieldTensors.wrong(
                "%s in JSON".formatted(output.datatype()), "the output as binary data");
      }
    }
  }

  private static void real(JsonGenerator json, float value) {
    if (Float.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  private static void real(JsonGenerator json, double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  /// The binary form of a tensor.
  static byte[] binary(Tensor tensor) {
    if (tensor.datatype() != Datatype.BYTES) {
      ByteBuffer bytes = tensor.bytes();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    }
    int size =
        tensor.values().stream().mapToInt(value -> value.length + 4).reduce(0, Math::addExact);
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    tensor.values().forEach(value -> bytes.putInt(value.length).put(value));
    return bytes.array();
  }
}

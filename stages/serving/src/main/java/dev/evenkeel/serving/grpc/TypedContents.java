package dev.evenkeel.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.grpc.proto.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// The lists of a tensor's elements, one for each family of types.
final class TypedContents {
  private TypedContents() {}

  /// Reads the list that belongs to the type; every other must be empty.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED`
  static Tensor.Elements read(
      Datatype datatype, InferTensorContents contents, long count, String where) {
    if (GrpcTensors.isHalf(datatype)) {
      throw GrpcTensors.wrong(
          "%s has no typed contents".formatted(datatype), where, "raw_input_contents");
    }
    int sent = sent(datatype, contents);
    if (sent != total(contents)) {
      throw GrpcTensors.wrong(
          "elements are in a list of another type",
          where,
          "%s in %s".formatted(datatype, list(datatype)));
    }
    if (sent != count) {
      throw GrpcTensors.wrong(
          "the shape has %d elements, and %d were sent".formatted(count, sent),
          where,
          "as many in %s as the shape has".formatted(list(datatype)));
    }
    if (datatype == Datatype.BYTES) {
      return new Tensor.Variable(
          contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList());
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(sent, datatype.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    fill(datatype, contents, sent, bytes, where);
    return new Tensor.Fixed(bytes.flip());
  }

  private static int total(InferTensorContents contents) {
    return contents.getBoolContentsCount()
        + contents.getIntContentsCount()
        + contents.getInt64ContentsCount()
        + contents.getUintContentsCount()
        + contents.getUint64ContentsCount()
        + contents.getFp32ContentsCount()
        + contents.getFp64ContentsCount()
        + contents.getBytesContentsCount();
  }

  private static int sent(Datatype datatype, InferTensorContents contents) {
    return switch (datatype) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 -> 0;
    };
  }

  private static String list(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> "bool_contents";
      case INT8, INT16, INT32 -> "int_contents";
      case INT64 -> "int64_contents";
      case UINT8, UINT16, UINT32 -> "uint_contents";
      case UINT64 -> "uint64_contents";
      case FP32 -> "fp32_contents";
      case FP64 -> "fp64_contents";
      case BYTES -> "bytes_contents";
      case FP16, BF16 -> "raw_input_contents";
    };
  }

  private static void fill(
      Datatype datatype, InferTensorContents from, int count, ByteBuffer to, String where) {
    for (int i = 0; i < count; i++) {
      switch (datatype) {
        case BOOL -> to.put((byte) (from.getBoolContents(i) ? 1 : 0));
        case INT8 -> to.put((byte) inRange(from.getIntContents(i), v -> (byte) v, datatype, where));
        case INT16 ->
            to.putShort((short) inRange(from.getIntContents(i), v -> (short) v, datatype, where));
        case INT32 -> to.putInt(from.getIntContents(i));
        case INT64 -> to.putLong(from.getInt64Contents(i));
        case UINT8 ->
            to.put((byte) inRange(from.getUintContents(i), v -> v & 0xff, datatype, where));
        case UINT16 ->
            to.putShort((short) inRange(from.getUintContents(i), v -> v & 0xffff, datatype, where));
        case UINT32 -> to.putInt(from.getUintContents(i));
        case UINT64 -> to.putLong(from.getUint64Contents(i));
        case FP32 -> to.putFloat(from.getFp32Contents(i));
        case FP64 -> to.putDouble(from.getFp64Contents(i));
        case BYTES, FP16, BF16 ->
            throw new IllegalArgumentException("Cannot fill: no fixed list for " + datatype);
      }
    }
  }

  /// The value, if its type can hold it.
  private static int inRange(int value, IntUnaryOperator held, Datatype datatype, String where) {
    if (held.applyAsInt(value) != value) {
      throw GrpcTensors.wrong(
          "%s is no %s".formatted(shown(value, datatype), datatype),
          where,
          "elements that %s can hold".formatted(datatype));
    }
    return value;
  }

  private static String shown(int value, Datatype datatype) {
    return datatype.name().startsWith("U")
        ? Integer.toUnsignedString(value)
        : String.valueOf(value);
  }

  /// The elements of an output, none of the half types.
  static InferTensorContents.Builder write(Tensor output) {
    InferTensorContents.Builder to = InferTensorContents.newBuilder();
    switch (output.elements()) {
      case Tensor.Variable(List<byte[]> texts) ->
          texts.forEach(text -> to.addBytesContents(UnsafeByteOperations.unsafeWrap(text)));
      case Tensor.Fixed _ -> {
        ByteBuffer from = output.bytes();
        while (from.hasRemaining()) {
          add(output.datatype(), from, to);
        }
      }
    }
    return to;
  }

  private static void add(Datatype datatype, ByteBuffer from, InferTensorContents.Builder to) {
    switch (datatype) {
      case BOOL -> to.addBoolContents(from.get() != 0);
      case INT8 -> to.addIntContents(from.get());
      case INT16 -> to.addIntContents(from.getShort());
      case INT32 -> to.addIntContents(from.getInt());
      case INT64 -> to.addInt64Contents(from.getLong());
      case UINT8 -> to.addUintContents(from.get() & 0xff);
      case UINT16 -> to.addUintContents(from.getShort() & 0xffff);
      case UINT32 -> to.addUintContents(from.getInt());
      case UINT64 -> to.addUint64Contents(from.getLong());
      case FP32 -> to.addFp32Contents(from.getFloat());
      case FP64 -> to.addFp64Contents(from.getDouble());
      case BYTES, FP16, BF16 ->
          throw new IllegalArgumentException("Cannot write: no list for " + datatype);
    }
  }
}

package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Tensors of the protocol to tensors of the native library and back.
final class Tensors {
  private Tensors() {}

  /// The type of the protocol; empty for complex numbers and such.
  static Optional<Datatype> datatype(TensorInfo info) {
    return Optional.ofNullable(
        switch (info.onnxType) {
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Datatype.FP32;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Datatype.UINT8;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Datatype.INT8;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Datatype.UINT16;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Datatype.INT16;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Datatype.INT32;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Datatype.INT64;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Datatype.BYTES;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Datatype.BOOL;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Datatype.FP16;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Datatype.FP64;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Datatype.UINT32;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Datatype.UINT64;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> Datatype.BF16;
          case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2,
              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ ->
              null;
        });
  }

  /// Which the caller closes.
  static OnnxTensor in(Tensor tensor) throws OrtException {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    return switch (tensor.elements()) {
      case Tensor.Variable(List<byte[]> values) -> texts(tensor.name(), values, shape);
      case Tensor.Fixed(ByteBuffer bytes) ->
          OnnxTensor.createTensor(
              Session.environment(),
              direct(bytes, tensor.datatype() == Datatype.BOOL),
              shape,
              javaType(tensor.datatype()));
    };
  }

  private static OnnxTensor texts(String name, List<byte[]> values, long[] shape)
      throws OrtException {
    String[] texts = new String[values.size()];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = text(name, values.get(index), index);
    }
    return OnnxTensor.createTensor(Session.environment(), texts, shape);
  }

  private static String text(String name, byte[] value, int index) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new Problem(
              Problem.Kind.INPUT,
              "bytes that are not UTF-8",
              "input `%s`, element %d".formatted(Names.abbreviate(name), index),
              "texts in UTF-8",
              "")
          .asException(e);
    }
  }

  private static ByteBuffer direct(ByteBuffer bytes, boolean isBool) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
    if (isBool) {
      // Any other value is undefined behaviour in the library.
      for (int at = bytes.position(); at < bytes.limit(); at++) {
        direct.put((byte) (bytes.get(at) == 0 ? 0 : 1));
      }
    } else {
      direct.put(bytes.duplicate());
    }
    return direct.flip();
  }

  private static OnnxJavaType javaType(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> OnnxJavaType.BOOL;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case INT16, UINT16 -> OnnxJavaType.INT16;
      case INT32, UINT32 -> OnnxJavaType.INT32;
      case INT64, UINT64 -> OnnxJavaType.INT64;
      case FP16 -> OnnxJavaType.FLOAT16;
      case BF16 -> OnnxJavaType.BFLOAT16;
      case FP32 -> OnnxJavaType.FLOAT;
      case FP64 -> OnnxJavaType.DOUBLE;
      case BYTES -> OnnxJavaType.STRING;
    };
  }

  static Tensor out(String name, OnnxTensor tensor) throws OrtException {
    List<Long> shape = Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
    Datatype datatype = datatype(tensor.getInfo()).orElseThrow(() -> unspeakable(name));
    if (datatype == Datatype.BYTES) {
      return Tensor.texts(name, shape, texts(tensor));
    }
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return new Tensor(name, datatype, shape, new Tensor.Fixed(bytes));
  }

  /// Its texts in row-major order.
  static List<String> texts(OnnxTensor tensor) throws OrtException {
    List<String> texts = new ArrayList<>();
    flatten(tensor.getValue(), texts);
    return texts;
  }

  private static void flatten(Object value, List<String> into) {
    if (value instanceof String text) {
      into.add(text);
    } else {
      for (int index = 0; index < Array.getLength(value); index++) {
        flatten(Array.get(value, index), into);
      }
    }
  }

  private static ProblemException unspeakable(String name) {
    return Problem.of(
            Problem.Kind.UNSUPPORTED,
            "output `%s` has elements that the protocol does not know"
                .formatted(Names.abbreviate(name)),
            "ask for other outputs")
        .asException();
  }
}

package dev.evenkeel.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Tensors as messages carry them: raw bytes beside them, or lists by type within.
final class GrpcTensors {
  private static final int TEXT_LENGTH_BYTES = 4;

  private GrpcTensors() {}

  /// The inputs of a request.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED`
  static List<Tensor> inputs(ModelInferRequest request) {
    boolean raw = request.getRawInputContentsCount() > 0;
    if (raw && request.getRawInputContentsCount() != request.getInputsCount()) {
      throw wrong(
          "%d inputs have %d raw contents"
              .formatted(request.getInputsCount(), request.getRawInputContentsCount()),
          "raw_input_contents",
          "one entry for each input, in the same order, or none at all");
    }
    List<Tensor> inputs = new ArrayList<>(request.getInputsCount());
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      inputs.add(raw ? raw(input, request.getRawInputContents(i)) : typed(input));
    }
    return inputs;
  }

  private static Tensor raw(InferInputTensor input, ByteString bytes) {
    if (input.hasContents()) {
      throw wrong(
          "both raw and typed contents are sent",
          where(input),
          "raw_input_contents for all inputs, or contents in each of them");
    }
    Datatype datatype = datatype(input);
    long count = count(input);
    if (datatype == Datatype.BYTES) {
      return new Tensor(
          input.getName(), datatype, input.getShapeList(), texts(input, count, bytes));
    }
    long expected = bytesOf(datatype, count);
    if (bytes.size() != expected) {
      throw wrong(
          "shape %s of %s takes %d bytes, and %d were sent"
              .formatted(input.getShapeList(), datatype, expected, bytes.size()),
          where(input),
          "%d bytes, little-endian and without padding".formatted(expected));
    }
    return new Tensor(
        input.getName(),
        datatype,
        input.getShapeList(),
        new Tensor.Fixed(bytes.asReadOnlyByteBuffer()));
  }

  private static Tensor typed(InferInputTensor input) {
    Datatype datatype = datatype(input);
    return new Tensor(
        input.getName(),
        datatype,
        input.getShapeList(),
        TypedContents.read(datatype, input.getContents(), count(input), where(input)));
  }

  private static Datatype datatype(InferInputTensor input) {
    for (Datatype datatype : Datatype.values()) {
      if (datatype.name().equals(input.getDatatype())) {
        return datatype;
      }
    }
    throw wrong(
        "datatype `%s` is unknown".formatted(Names.abbreviate(input.getDatatype())),
        where(input),
        "BOOL, UINT8 to UINT64, INT8 to INT64, FP16, BF16, FP32, FP64 or BYTES");
  }

  private static long count(InferInputTensor input) {
    long count = 1;
    for (long size : input.getShapeList()) {
      if (size < 0) {
        throw wrong(
            "shape %s has a negative size".formatted(shape(input)),
            where(input),
            "sizes of 0 or more");
      }
      try {
        count = Math.multiplyExact(count, size);
      } catch (ArithmeticException e) {
        throw wrong(
            "shape %s has more elements than can be".formatted(shape(input)),
            where(input),
            "as many elements as are sent");
      }
    }
    return count;
  }

  private static String shape(InferInputTensor input) {
    return Names.abbreviate(input.getShapeList().toString());
  }

  private static long bytesOf(Datatype datatype, long count) {
    return count > Long.MAX_VALUE / 8 ? Long.MAX_VALUE : count * datatype.width();
  }

  private static Tensor.Variable texts(InferInputTensor input, long count, ByteString raw) {
    ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> texts = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = bytes.remaining() < TEXT_LENGTH_BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw wrong(
            "the bytes of element %d end early".formatted(texts.size()),
            where(input),
            "for each element its length as four bytes, then its bytes");
      }
      byte[] text = new byte[length];
      bytes.get(text);
      texts.add(text);
    }
    if (texts.size() != count) {
      throw wrong(
          "shape %s has %d elements, and %d were sent".formatted(shape(input), count, texts.size()),
          where(input),
          "as many as the shape has");
    }
    return new Tensor.Variable(texts);
  }

  /// Puts outputs into a reply: raw if the request was, or if one of them has no other form.
  static void put(List<Tensor> outputs, boolean rawAsked, ModelInferResponse.Builder response) {
    boolean raw = rawAsked || outputs.stream().anyMatch(output -> isHalf(output.datatype()));
    for (Tensor output : outputs) {
      ModelInferResponse.InferOutputTensor.Builder message =
          response
              .addOutputsBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name())
              .addAllShape(output.shape());
      if (raw) {
        response.addRawOutputContents(raw(output));
      } else {
        message.setContents(TypedContents.write(output));
      }
    }
  }

  static boolean isHalf(Datatype datatype) {
    return datatype == Datatype.FP16 || datatype == Datatype.BF16;
  }

  private static ByteString raw(Tensor output) {
    return switch (output.elements()) {
      // the tensor is never written to, so its bytes need no copy
      case Tensor.Fixed(ByteBuffer bytes) -> UnsafeByteOperations.unsafeWrap(bytes.duplicate());
      case Tensor.Variable(List<byte[]> texts) -> {
        int size = texts.stream().mapToInt(text -> TEXT_LENGTH_BYTES + text.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        texts.forEach(text -> bytes.putInt(text.length).put(text));
        yield UnsafeByteOperations.unsafeWrap(bytes.flip());
      }
    };
  }

  private static String where(InferInputTensor input) {
    return "input `%s`".formatted(Names.abbreviate(input.getName()));
  }

  static RuntimeException wrong(String what, String where, String expected) {
    return new Problem(Problem.Kind.MALFORMED, what, where, expected, "").asException();
  }
}

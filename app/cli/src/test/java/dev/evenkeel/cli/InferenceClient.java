package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.evenkeel.serving.grpc.proto.InferTensorContents;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse.InferOutputTensor;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// The usual gRPC client, and the messages that tests send with it.
final class InferenceClient implements AutoCloseable {
  private static final int SECONDS = 60;

  private final ManagedChannel channel;

  InferenceClient(String authority) {
    channel =
        NettyChannelBuilder.forTarget(authority)
            .usePlaintext()
            .maxInboundMessageSize(128 << 20)
            .build();
  }

  ManagedChannel channel() {
    return channel;
  }

  GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  ModelInferResponse infer(ModelInferRequest request) {
    return stub().modelInfer(request);
  }

  /// The status of a call that must fail.
  static Status refusal(ThrowingCallable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
    if (failure == null) {
      throw new AssertionError("accepted");
    }
    return failure.getStatus();
  }

  Status refusal(ModelInferRequest request) {
    return refusal(() -> infer(request));
  }

  /// Sends the bytes of a message as they are.
  byte[] raw(String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    return ClientCalls.blockingUnaryCall(
        channel,
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS),
        message);
  }

  /// Sends all on one stream and waits for its end.
  static <Q, A> List<A> stream(
      Function<StreamObserver<A>, StreamObserver<Q>> call, List<Q> requests)
      throws InterruptedException {
    BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
    List<A> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
    StreamObserver<Q> sending =
        call.apply(
            new StreamObserver<>() {
              @Override
              public void onNext(A answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable failure) {
                ended.add(failure);
              }

              @Override
              public void onCompleted() {
                ended.add("completed");
              }
            });
    requests.forEach(sending::onNext);
    sending.onCompleted();
    Object end = ended.poll(SECONDS, TimeUnit.SECONDS);
    if (!"completed".equals(end)) {
      throw new AssertionError("the stream ended by " + end);
    }
    return answers;
  }

  /// A request of floats in the list of their type.
  static ModelInferRequest.Builder typed(String model, String input, int width, float... values) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (float value : values) {
      contents.addFp32Contents(value);
    }
    return request(model, input(input, "FP32", width, values.length).setContents(contents));
  }

  /// The same as bytes beside the tensor.
  static ModelInferRequest.Builder raw(String model, String input, int width, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return request(model, input(input, "FP32", width, values.length))
        .addRawInputContents(ByteString.copyFrom(bytes));
  }

  static ModelInferRequest.Builder request(String model, InferInputTensor.Builder... inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    for (InferInputTensor.Builder input : inputs) {
      request.addInputs(input);
    }
    return request;
  }

  static InferInputTensor.Builder input(String name, String datatype, int width, int count) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(datatype)
        .addShape(count / width)
        .addShape(width);
  }

  static InferOutputTensor output(ModelInferResponse response, String name) {
    return response.getOutputsList().stream()
        .filter(output -> output.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// The floats of an output, whichever form they came in.
  static float[] floats(ModelInferResponse response, String name) {
    int index = response.getOutputsList().indexOf(output(response, name));
    if (response.getRawOutputContentsCount() == 0) {
      List<Float> values = response.getOutputs(index).getContents().getFp32ContentsList();
      float[] floats = new float[values.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values.get(i);
      }
      return floats;
    }
    ByteBuffer bytes =
        response.getRawOutputContents(index).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

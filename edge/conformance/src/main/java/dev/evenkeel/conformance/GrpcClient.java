package dev.evenkeel.conformance;

import dev.evenkeel.conformance.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.conformance.proto.ModelInferRequest;
import dev.evenkeel.conformance.proto.ModelInferResponse;
import dev.evenkeel.conformance.proto.ModelStreamInferResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Asks over gRPC.
final class GrpcClient implements AutoCloseable {
  private final String address;
  private final ManagedChannel channel;
  private final Duration timeout;
  private final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub;

  GrpcClient(String address, Options options) {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address).usePlaintext();
    options.header().ifPresent(line -> builder.intercept(header(line)));
    this.address = address;
    this.channel = builder.build();
    this.timeout = options.timeout();
    this.stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  private static io.grpc.ClientInterceptor header(String line) {
    int colon = line.indexOf(':');
    Metadata metadata = new Metadata();
    metadata.put(
        Metadata.Key.of(line.substring(0, colon).strip(), Metadata.ASCII_STRING_MARSHALLER),
        line.substring(colon + 1).strip());
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  /// Demands an answer.
  <T> T ask(
      String what, Function<GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub, T> call) {
    try {
      return call.apply(limited());
    } catch (StatusRuntimeException e) {
      throw new Check.Broken("%s was answered by %s".formatted(what, brief(e.getStatus())));
    }
  }

  /// Asks for what a server need not offer.
  <T> T askOptional(
      String what, Function<GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub, T> call) {
    try {
      return call.apply(limited());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw new Check.NotOffered(what + " is not implemented");
      }
      throw new Check.Broken("%s was answered by %s".formatted(what, brief(e.getStatus())));
    }
  }

  /// Demands a refusal.
  Status refusal(Function<GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub, ?> call) {
    try {
      Object accepted = call.apply(limited());
      throw new Check.Broken("accepted: " + accepted.toString().replaceAll("\\s+", " "));
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /// For messages.
  static String brief(Status status) {
    return "%s %s".formatted(status.getCode(), String.valueOf(status.getDescription()));
  }

  private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub limited() {
    return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  ModelInferResponse infer(ModelInferRequest request) {
    return ask("ModelInfer", one -> one.modelInfer(request));
  }

  /// Asks whether it lives, with the names of all headers spelt out.
  void askSpeltOut() {
    Http2Probe.ask(address, timeout);
  }

  /// Sends bytes as they are.
  byte[] raw(String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    return ClientCalls.blockingUnaryCall(
        channel,
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
        message);
  }

  /// Sends requests on one stream and waits for as many replies.
  List<ModelStreamInferResponse> stream(List<ModelInferRequest> requests)
      throws InterruptedException {
    BlockingQueue<Object> events = new ArrayBlockingQueue<>(requests.size() + 8);
    StreamObserver<ModelInferRequest> sending =
        GRPCInferenceServiceGrpc.newStub(channel)
            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .modelStreamInfer(new Collector(events));
    requests.forEach(sending::onNext);
    sending.onCompleted();
    List<ModelStreamInferResponse> replies = new java.util.ArrayList<>();
    while (true) {
      Object event = events.poll(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      switch (event) {
        case ModelStreamInferResponse reply -> replies.add(reply);
        case Status status when status.isOk() -> {
          return replies;
        }
        case Status status when status.getCode() == Status.Code.UNIMPLEMENTED ->
            throw new Check.NotOffered("ModelStreamInfer is not implemented");
        case Status status when replies.isEmpty() && status.getCode() == Status.Code.CANCELLED ->
            throw new Check.NotOffered("it streams, in another form than Triton's");
        case null -> throw new Check.Broken("the stream did not end");
        default -> throw new Check.Broken("the stream ended by " + brief((Status) event));
      }
    }
  }

  private record Collector(BlockingQueue<Object> events)
      implements StreamObserver<ModelStreamInferResponse> {
    @Override
    public void onNext(ModelStreamInferResponse reply) {
      events.add(reply);
    }

    @Override
    public void onError(Throwable failure) {
      events.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      events.add(Status.OK);
    }
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

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

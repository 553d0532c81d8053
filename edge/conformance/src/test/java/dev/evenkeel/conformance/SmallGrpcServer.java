package dev.evenkeel.conformance;

import dev.evenkeel.conformance.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.conformance.proto.ModelInferRequest;
import dev.evenkeel.conformance.proto.ModelInferResponse;
import dev.evenkeel.conformance.proto.ModelMetadataRequest;
import dev.evenkeel.conformance.proto.ModelMetadataResponse;
import dev.evenkeel.conformance.proto.ModelReadyRequest;
import dev.evenkeel.conformance.proto.ModelReadyResponse;
import dev.evenkeel.conformance.proto.ModelStreamInferResponse;
import dev.evenkeel.conformance.proto.ServerLiveRequest;
import dev.evenkeel.conformance.proto.ServerLiveResponse;
import dev.evenkeel.conformance.proto.ServerMetadataRequest;
import dev.evenkeel.conformance.proto.ServerMetadataResponse;
import dev.evenkeel.conformance.proto.ServerReadyRequest;
import dev.evenkeel.conformance.proto.ServerReadyResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Speaks the protocol's core over gRPC, as far as [Sums] needs it, except for one fault.
final class SmallGrpcServer implements AutoCloseable {
  private final Server server;

  SmallGrpcServer(Fault fault) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Service(fault))
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private static final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private final Fault fault;

    Service(Fault fault) {
      this.fault = fault;
    }

    private <T> void tell(StreamObserver<T> observer, Supplier<T> answer) {
      try {
        observer.onNext(answer.get());
        observer.onCompleted();
      } catch (Sums.Refused | Check.Broken e) {
        boolean named = e instanceof Sums.Refused refused && refused.isAboutNames();
        Status status = named ? Status.NOT_FOUND : Status.INVALID_ARGUMENT;
        observer.onError(
            (fault == Fault.UNAVAILABLE_FOR_BAD_REQUESTS ? Status.UNAVAILABLE : status)
                .withDescription(e.getMessage())
                .asRuntimeException());
      }
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
      tell(
          observer, () -> ServerLiveResponse.newBuilder().setLive(fault != Fault.NOT_LIVE).build());
    }

    @Override
    public void serverReady(
        ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
      tell(observer, () -> ServerReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void serverMetadata(
        ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
      tell(
          observer,
          () -> ServerMetadataResponse.newBuilder().setName("small").setVersion("1").build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
      tell(
          observer,
          () -> {
            Sums.demandModel(request.getName(), request.getVersion());
            return ModelReadyResponse.newBuilder().setReady(true).build();
          });
    }

    @Override
    public void modelMetadata(
        ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
      ModelMetadataResponse.Builder metadata =
          ModelMetadataResponse.newBuilder().setName(Sums.NAME).addInputs(told(Sums.INPUT));
      Sums.OUTPUTS.forEach(output -> metadata.addOutputs(told(output)));
      tell(observer, metadata::build);
    }

    private static ModelMetadataResponse.TensorMetadata told(TensorShape tensor) {
      return ModelMetadataResponse.TensorMetadata.newBuilder()
          .setName(tensor.name())
          .setDatatype(tensor.datatype())
          .addAllShape(tensor.shape())
          .build();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
      tell(observer, () -> infer(request));
    }

    private ModelInferResponse infer(ModelInferRequest request) {
      Sums.demandModel(request.getModelName(), request.getModelVersion());
      boolean raw = request.getRawInputContentsCount() > 0;
      ModelInferResponse.Builder reply =
          ModelInferResponse.newBuilder().setModelName(Sums.NAME).setId(request.getId());
      List<String> wanted =
          request.getOutputsList().stream().map(output -> output.getName()).toList();
      for (Values output : Sums.answer(fault, inputs(request, raw), wanted)) {
        var tensor =
            reply
                .addOutputsBuilder()
                .setName(output.name())
                .setDatatype(output.datatype())
                .addAllShape(output.shape());
        if (raw) {
          reply.addRawOutputContents(output.raw());
        } else {
          output
              .data()
              .forEach(value ->
                  tensor.getContentsBuilder().addFp32Contents(((Number) value).floatValue()));
        }
      }
      return reply.build();
    }

    private List<Values> inputs(ModelInferRequest request, boolean raw) {
      List<Values> inputs = new ArrayList<>();
      for (int i = 0; i < request.getInputsCount(); i++) {
        var input = request.getInputs(i);
        Sums.demand(!raw || !input.hasContents(), "raw contents or typed ones");
        Values read =
            raw
                ? Values.ofBinary(
                    input.getName(),
                    input.getDatatype(),
                    input.getShapeList(),
                    request.getRawInputContents(i).toByteArray())
                : new Values(
                    input.getName(),
                    input.getDatatype(),
                    input.getShapeList(),
                    List.copyOf(input.getContents().getFp32ContentsList()));
        if (fault != Fault.BAD_SHAPES_ACCEPTED) {
          Sums.demand(Values.count(read.shape()) == read.data().size(), "elements");
        }
        inputs.add(
            raw && fault == Fault.ANOTHER_VALUE_FOR_RAW
                ? new Values(read.name(), read.datatype(), read.shape(), List.of(9.0f, 9.0f))
                : read);
      }
      return inputs;
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(
        StreamObserver<ModelStreamInferResponse> observer) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ModelInferRequest request) {
          observer.onNext(inStream(request));
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          observer.onCompleted();
        }
      };
    }

    private ModelStreamInferResponse inStream(ModelInferRequest request) {
      ModelStreamInferResponse.Builder reply = ModelStreamInferResponse.newBuilder();
      if (fault == Fault.BARE_REPLIES_IN_STREAMS) {
        return reply.setErrorMessage(request.getModelName()).build();
      }
      try {
        return reply.setInferResponse(infer(request)).build();
      } catch (Sums.Refused e) {
        return reply.setErrorMessage(String.valueOf(e.getMessage())).build();
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}

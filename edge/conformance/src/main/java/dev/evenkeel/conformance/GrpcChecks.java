package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.recommended;
import static dev.evenkeel.conformance.Check.required;

import com.google.protobuf.ByteString;
import dev.evenkeel.conformance.proto.ModelConfigRequest;
import dev.evenkeel.conformance.proto.ModelInferRequest;
import dev.evenkeel.conformance.proto.ModelInferResponse;
import dev.evenkeel.conformance.proto.ModelMetadataRequest;
import dev.evenkeel.conformance.proto.ModelMetadataResponse;
import dev.evenkeel.conformance.proto.ModelReadyRequest;
import dev.evenkeel.conformance.proto.ModelStatisticsRequest;
import dev.evenkeel.conformance.proto.ModelStreamInferResponse;
import dev.evenkeel.conformance.proto.RepositoryIndexRequest;
import dev.evenkeel.conformance.proto.ServerLiveRequest;
import dev.evenkeel.conformance.proto.ServerMetadataRequest;
import dev.evenkeel.conformance.proto.ServerReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The protocol over gRPC.
final class GrpcChecks {
  private static final String GRPC = "OIP gRPC, inference.GRPCInferenceService";
  private static final String TRITON = "Triton, gRPC protocol";
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";

  private GrpcChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>(spoken());
    checks.addAll(refusals());
    checks.addAll(extensions());
    return checks;
  }

  private static List<Check> spoken() {
    return List.of(
        required(
            "grpc.live",
            GRPC,
            server ->
                demand(
                    server
                        .grpc()
                        .ask(
                            "ServerLive",
                            one -> one.serverLive(ServerLiveRequest.getDefaultInstance()))
                        .getLive(),
                    "it answers, and says that it is not live")),
        required(
            "grpc.ready",
            GRPC,
            server ->
                demand(
                    server
                        .grpc()
                        .ask(
                            "ServerReady",
                            one -> one.serverReady(ServerReadyRequest.getDefaultInstance()))
                        .getReady(),
                    "it is not ready")),
        required(
            "grpc.speltOut",
            "RFC 7541: a header's name may be spelt out, as Python's clients do",
            server -> server.grpc().askSpeltOut()),
        required("grpc.model.ready", GRPC, GrpcChecks::modelReady),
        required("grpc.server.metadata", GRPC, GrpcChecks::serverMetadata),
        required("grpc.model.metadata", GRPC, GrpcChecks::modelMetadata),
        required("grpc.infer.typed", GRPC, GrpcChecks::typed),
        required("grpc.infer.raw", GRPC, GrpcChecks::raw),
        required("grpc.infer.id", GRPC, GrpcChecks::id),
        required("grpc.infer.outputs.one", GRPC, GrpcChecks::one));
  }

  private static List<Check> refusals() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        recommended(
            "grpc.refuses.mixed",
            GRPC + ": raw contents exclude typed ones",
            server -> refused(server, GrpcChecks::mix)));
    both(checks, "grpc.refuses.noInputs", ModelInferRequest.Builder::clearInputs);
    both(
        checks,
        "grpc.refuses.tooFewElements",
        request -> {
          request.getInputsBuilder(0).setShape(0, request.getInputs(0).getShape(0) + 1);
          return request;
        });
    both(
        checks,
        "grpc.refuses.negativeShape",
        request -> {
          request.getInputsBuilder(0).clearShape().addShape(-1).addShape(-1);
          return request;
        });
    both(
        checks,
        "grpc.refuses.unknownDatatype",
        request -> {
          request.getInputsBuilder(0).setDatatype("FP7");
          return request;
        });
    both(checks, "grpc.refuses.unknownModel", request -> request.setModelName(ServerChecks.NOBODY));
    checks.add(
        recommended("grpc.refuses.malformed", "bytes that are no message", GrpcChecks::malformed));
    return checks;
  }

  private static List<Check> extensions() {
    return List.of(
        required("grpc.stream", TRITON + ", ModelStreamInfer", GrpcChecks::stream),
        required(
            "grpc.statistics",
            TRITON + ", statistics extension",
            server ->
                demand(
                    server
                            .grpc()
                            .askOptional(
                                "ModelStatistics",
                                one ->
                                    one.modelStatistics(
                                        ModelStatisticsRequest.newBuilder()
                                            .setName(server.model())
                                            .build()))
                            .getModelStatsCount()
                        > 0,
                    "no statistics of `%s`",
                    server.model())),
        required(
            "grpc.config",
            TRITON + ", model configuration extension",
            server ->
                demand(
                    server
                        .grpc()
                        .askOptional(
                            "ModelConfig",
                            one ->
                                one.modelConfig(
                                    ModelConfigRequest.newBuilder()
                                        .setName(server.model())
                                        .build()))
                        .getConfig()
                        .getName()
                        .equals(server.model()),
                    "another model's configuration")),
        required(
            "grpc.repository",
            TRITON + ", model repository extension",
            server ->
                demand(
                    server
                        .grpc()
                        .askOptional(
                            "RepositoryIndex",
                            one -> one.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()))
                        .getModelsList()
                        .stream()
                        .anyMatch(model -> model.getName().equals(server.model())),
                    "the index does not list `%s`",
                    server.model())),
        required("grpc.health", "grpc.health.v1", GrpcChecks::health));
  }

  private static void both(
      List<Check> checks, String name, UnaryOperator<ModelInferRequest.Builder> spoil) {
    checks.add(required(name, GRPC, server -> refused(server, spoil)));
    checks.add(
        recommended(
            name + ".status",
            "clients ask again at UNAVAILABLE, which cannot help here",
            server -> {
              Status status = refused(server, spoil);
              demand(
                  status.getCode() == Status.Code.INVALID_ARGUMENT
                      || status.getCode() == Status.Code.NOT_FOUND,
                  "answered by %s",
                  GrpcClient.brief(status));
            }));
  }

  private static Status refused(Server server, UnaryOperator<ModelInferRequest.Builder> spoil) {
    GrpcClient grpc = server.grpc();
    ModelInferRequest.Builder request = GrpcTensors.typed(server, server.sample());
    ModelInferRequest spoilt = spoil.apply(request).build();
    Status status = grpc.refusal(one -> one.modelInfer(spoilt));
    demand(
        status.getCode() != Status.Code.DEADLINE_EXCEEDED,
        "no answer within the time: %s",
        GrpcClient.brief(status));
    return status;
  }

  private static ModelInferRequest.Builder mix(ModelInferRequest.Builder request) {
    int inputs = request.getInputsCount();
    for (int i = 0; i < inputs; i++) {
      request.addRawInputContents(ByteString.EMPTY);
    }
    return request;
  }

  private static void modelReady(Server server) {
    ModelReadyRequest request = ModelReadyRequest.newBuilder().setName(server.model()).build();
    demand(
        server.grpc().ask("ModelReady", one -> one.modelReady(request)).getReady(),
        "`%s` is not ready",
        server.model());
  }

  private static void serverMetadata(Server server) {
    var metadata =
        server
            .grpc()
            .ask(
                "ServerMetadata",
                one -> one.serverMetadata(ServerMetadataRequest.getDefaultInstance()));
    demand(!metadata.getName().isEmpty(), "`name` is empty");
    demand(!metadata.getVersion().isEmpty(), "`version` is empty");
  }

  private static void modelMetadata(Server server) {
    ModelMetadataRequest request =
        ModelMetadataRequest.newBuilder().setName(server.model()).build();
    ModelMetadataResponse metadata =
        server.grpc().ask("ModelMetadata", one -> one.modelMetadata(request));
    demand(metadata.getName().equals(server.model()), "`name` is `%s`", metadata.getName());
    demand(
        shapes(metadata.getInputsList()).equals(server.inputs()),
        "inputs are %s here and %s by HTTP",
        shapes(metadata.getInputsList()),
        server.inputs());
    demand(
        shapes(metadata.getOutputsList()).equals(server.outputs()),
        "outputs are %s here and %s by HTTP",
        shapes(metadata.getOutputsList()),
        server.outputs());
  }

  private static List<TensorShape> shapes(List<ModelMetadataResponse.TensorMetadata> tensors) {
    return tensors.stream()
        .map(tensor ->
            new TensorShape(tensor.getName(), tensor.getDatatype(), tensor.getShapeList()))
        .toList();
  }

  private static void typed(Server server) {
    GrpcClient grpc = server.grpc();
    ModelInferResponse response = grpc.infer(GrpcTensors.typed(server, server.sample()).build());

    demand(
        response.getModelName().equals(server.model()),
        "`model_name` is `%s`",
        response.getModelName());
    List<Values> outputs = GrpcTensors.outputs(response);
    demand(!outputs.isEmpty(), "no outputs");
    demand(
        response.getRawOutputContentsCount() == 0 || outputs.stream().anyMatch(Values::isHalf),
        "typed contents went in, and raw ones came out");
    outputs.forEach(output -> Infer.known(server, output));
    Infer.same(server.usual(), outputs);
  }

  private static void raw(Server server) {
    GrpcClient grpc = server.grpc();
    List<Values> outputs =
        GrpcTensors.outputs(grpc.infer(GrpcTensors.raw(server, server.sample()).build()));

    Infer.same(server.usual(), outputs);
  }

  private static void id(Server server) {
    GrpcClient grpc = server.grpc();
    ModelInferRequest request =
        GrpcTensors.typed(server, server.sample()).setId("conformance-42").build();
    demand(
        grpc.infer(request).getId().equals("conformance-42"),
        "the id is not the one that was sent");
  }

  private static void one(Server server) {
    GrpcClient grpc = server.grpc();
    Values last = server.usual().getLast();
    ModelInferRequest.Builder request = GrpcTensors.typed(server, server.sample());
    request.addOutputsBuilder().setName(last.name());

    Infer.same(List.of(last), GrpcTensors.outputs(grpc.infer(request.build())));
  }

  private static void malformed(Server server) {
    try {
      byte[] reply = server.grpc().raw(INFER, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});
      throw new Check.Broken("accepted, and answered by %d bytes".formatted(reply.length));
    } catch (StatusRuntimeException e) {
      demand(
          e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED,
          "no answer within the time: %s",
          GrpcClient.brief(e.getStatus()));
    }
  }

  private static void stream(Server server) throws InterruptedException {
    GrpcClient grpc = server.grpc();
    ModelInferRequest good = GrpcTensors.typed(server, server.sample()).setId("good").build();
    ModelInferRequest bad = good.toBuilder().setModelName(ServerChecks.NOBODY).setId("bad").build();
    List<ModelStreamInferResponse> replies = grpc.stream(List.of(good, bad, good));
    demand(replies.size() == 3, "three requests and %d replies", replies.size());
    for (ModelStreamInferResponse reply : List.of(replies.getFirst(), replies.getLast())) {
      demand(
          !reply.getErrorMessage().equals(server.model()),
          "bare replies are sent, and a Triton client takes the model's name for an error");
      demand(reply.getErrorMessage().isEmpty(), "an error: %s", reply.getErrorMessage());
      Infer.same(server.usual(), GrpcTensors.outputs(reply.getInferResponse()));
    }
    demand(!replies.get(1).getErrorMessage().isEmpty(), "an unknown model gave no error");
  }

  /// Hand-made: the request is empty, and field 1 of the reply is 1 for SERVING.
  private static void health(Server server) {
    try {
      byte[] reply = server.grpc().raw("grpc.health.v1.Health/Check", new byte[0]);
      demand(reply.length == 2 && reply[0] == 8 && reply[1] == 1, "it is not SERVING");
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw new Check.NotOffered("grpc.health.v1 is not implemented");
      }
      throw new Check.Broken("answered by " + GrpcClient.brief(e.getStatus()));
    }
  }
}

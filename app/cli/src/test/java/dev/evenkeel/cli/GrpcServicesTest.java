package dev.evenkeel.cli;

import static dev.evenkeel.cli.InferenceClient.floats;
import static dev.evenkeel.cli.InferenceClient.input;
import static dev.evenkeel.cli.InferenceClient.output;
import static dev.evenkeel.cli.InferenceClient.raw;
import static dev.evenkeel.cli.InferenceClient.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.evenkeel.serving.grpc.proto.DataType;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.serving.grpc.proto.InferParameter;
import dev.evenkeel.serving.grpc.proto.ModelConfig;
import dev.evenkeel.serving.grpc.proto.ModelConfigRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelMetadataRequest;
import dev.evenkeel.serving.grpc.proto.ModelMetadataResponse;
import dev.evenkeel.serving.grpc.proto.ModelReadyRequest;
import dev.evenkeel.serving.grpc.proto.ModelRepositoryServiceGrpc;
import dev.evenkeel.serving.grpc.proto.ModelStatistics;
import dev.evenkeel.serving.grpc.proto.ModelStatisticsRequest;
import dev.evenkeel.serving.grpc.proto.ModelStreamInferResponse;
import dev.evenkeel.serving.grpc.proto.RepositoryIndexRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryIndexResponse;
import dev.evenkeel.serving.grpc.proto.RepositoryModelLoadRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryModelUnloadRequest;
import dev.evenkeel.serving.grpc.proto.ServerLiveRequest;
import dev.evenkeel.serving.grpc.proto.ServerMetadataRequest;
import dev.evenkeel.serving.grpc.proto.ServerReadyRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every service of gRPC over the port of HTTP.
class GrpcServicesTest extends ServedGrpc {
  @Test
  void theServerLivesIsReadyAndSaysWhatItIs() {
    var metadata = client.stub().serverMetadata(ServerMetadataRequest.getDefaultInstance());

    assertThat(client.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(client.stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
    assertThat(metadata.getName()).isEqualTo("evenkeel");
    assertThat(metadata.getVersion()).isEqualTo("0.1.0");
    assertThat(metadata.getExtensionsList()).contains("statistics", "model_repository");
  }

  @Test
  void aModelSaysWhetherItIsReadyAndWhatItTakes() {
    ModelMetadataResponse trees =
        client
            .stub()
            .modelMetadata(ModelMetadataRequest.newBuilder().setName(ServedModels.TREES).build());
    ModelMetadataResponse graph =
        client
            .stub()
            .modelMetadata(
                ModelMetadataRequest.newBuilder()
                    .setName(ServedModels.HOMES)
                    .setVersion("1")
                    .build());

    assertThat(
            client
                .stub()
                .modelReady(ModelReadyRequest.newBuilder().setName(ServedModels.TREES).build())
                .getReady())
        .isTrue();
    assertThat(trees.getVersionsList()).containsExactly("1");
    assertThat(trees.getPlatform()).isEqualTo("xgboost_json");
    assertThat(trees.getInputsList())
        .extracting(input -> input.getName() + " " + input.getDatatype() + input.getShapeList())
        .containsExactly("input FP32[-1, 2]");
    assertThat(trees.getOutputsList())
        .extracting(output -> output.getName() + " " + output.getDatatype() + output.getShapeList())
        .containsExactly("label BYTES[-1]", "probabilities FP32[-1, 2]");
    assertThat(graph.getPlatform()).isEqualTo("onnx_onnxv1");
    assertThat(graph.getInputsList())
        .extracting(input -> input.getName() + " " + input.getDatatype())
        .containsExactly("area FP32", "rooms INT64", "wall BYTES", "garden BOOL");
  }

  @Test
  void aModelTellsItsConfigurationInTritonsTypes() {
    ModelConfig config =
        client
            .stub()
            .modelConfig(ModelConfigRequest.newBuilder().setName(ServedModels.HOMES).build())
            .getConfig();

    assertThat(config.getName()).isEqualTo(ServedModels.HOMES);
    assertThat(config.getPlatform()).isEqualTo("onnx_onnxv1");
    assertThat(config.getMaxBatchSize()).isZero();
    assertThat(config.getInputList())
        .extracting(input -> input.getDataType())
        .containsExactly(
            DataType.TYPE_FP32, DataType.TYPE_INT64, DataType.TYPE_STRING, DataType.TYPE_BOOL);
    assertThat(config.getInput(0).getDimsList()).containsExactly(-1L, 1L);
  }

  @Test
  void aStreamAnswersInOrderSaysErrorsInIsAndGoesOn() throws Exception {
    ModelInferRequest good =
        typed(ServedModels.TREES, "input", 2, 0, 3)
            .setId("good")
            .putParameters(
                "triton_enable_empty_final_response",
                InferParameter.newBuilder().setBoolParam(true).build())
            .build();
    ModelInferRequest bad = good.toBuilder().setModelName("nobody").setId("bad").build();

    List<ModelStreamInferResponse> answers =
        InferenceClient.stream(
            GRPCInferenceServiceGrpc.newStub(client.channel())::modelStreamInfer,
            List.of(good, bad, good));

    assertThat(answers)
        .extracting(answer -> answer.getInferResponse().getId())
        .containsExactly("good", "bad", "good");
    assertThat(answers.get(1).getErrorMessage()).contains("`nobody`");
    assertThat(answers.get(2).getErrorMessage()).isEmpty();
    assertThat(floats(answers.get(2).getInferResponse(), "probabilities")[0])
        .isCloseTo(STAYS, within(1e-6f));
    assertThat(
            answers
                .get(0)
                .getInferResponse()
                .getParametersOrThrow("triton_final_response")
                .getBoolParam())
        .isTrue();
  }

  @Test
  void statisticsCountRowsAndCallsOfOneModelOrOfAll() {
    ModelStatisticsRequest one =
        ModelStatisticsRequest.newBuilder().setName(ServedModels.MATRIX).build();
    ModelStatistics before = client.stub().modelStatistics(one).getModelStats(0);
    client.infer(raw(ServedModels.MATRIX, "X", 4, new float[12]).build());
    ModelStatistics after = client.stub().modelStatistics(one).getModelStats(0);

    assertThat(after.getInferenceCount() - before.getInferenceCount()).isEqualTo(3);
    assertThat(after.getExecutionCount() - before.getExecutionCount()).isEqualTo(1);
    assertThat(after.getInferenceStats().getSuccess().getNs())
        .isGreaterThan(before.getInferenceStats().getSuccess().getNs());
    assertThat(after.getLastInference()).isPositive();
    assertThat(after.getMemoryUsage(0).getByteSize()).isPositive();
    assertThat(
            client
                .stub()
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                .getModelStatsList())
        .extracting(ModelStatistics::getName)
        .contains(ServedModels.TREES, ServedModels.HOMES);
  }

  /// Triton's clients send `model_name`; KServe's put it where Triton's have the repository's.
  @Test
  void theRepositoryListsLoadsAndUnloadsForClientsOfBothKinds() {
    var repository = ModelRepositoryServiceGrpc.newBlockingStub(client.channel());
    assertThat(index(true)).contains(ServedModels.CLASSES + " READY");

    assertThat(
            client
                .stub()
                .repositoryModelUnload(
                    RepositoryModelUnloadRequest.newBuilder()
                        .setModelName(ServedModels.CLASSES)
                        .build())
                .getIsUnloaded())
        .isTrue();

    assertThat(index(true)).doesNotContain(ServedModels.CLASSES + " READY");
    assertThat(index(false)).contains(ServedModels.CLASSES + " UNAVAILABLE");
    assertThat(
            repository.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
        .filteredOn(model -> model.getName().equals(ServedModels.CLASSES))
        .extracting(RepositoryIndexResponse.ModelIndex::getReason)
        .containsExactly("model `classes` was unloaded");

    assertThat(
            repository
                .repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder()
                        .setRepositoryName(ServedModels.CLASSES)
                        .build())
                .getModelName())
        .isEqualTo(ServedModels.CLASSES);
    assertThat(index(true)).contains(ServedModels.CLASSES + " READY");
  }

  private static List<String> index(boolean onlyReady) {
    return client
        .stub()
        .repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(onlyReady).build())
        .getModelsList()
        .stream()
        .map(model -> model.getName() + " " + model.getState())
        .toList();
  }

  @Test
  void healthIsToldOfTheServerAndOfItsService() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
    HealthCheckRequest service =
        HealthCheckRequest.newBuilder().setService(GRPCInferenceServiceGrpc.SERVICE_NAME).build();

    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(health.check(service).getStatus()).isEqualTo(ServingStatus.SERVING);
    assertThat(
            InferenceClient.refusal(
                    () -> health.check(HealthCheckRequest.newBuilder().setService("x").build()))
                .getCode())
        .isEqualTo(io.grpc.Status.Code.NOT_FOUND);
  }

  @Test
  void reflectionTellsToolsWhatCanBeAsked() throws Exception {
    List<ServerReflectionResponse> answers =
        InferenceClient.stream(
            ServerReflectionGrpc.newStub(client.channel())::serverReflectionInfo,
            List.of(
                ServerReflectionRequest.newBuilder().setListServices("").build(),
                ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol("inference.ModelInferRequest.InferInputTensor")
                    .build(),
                ServerReflectionRequest.newBuilder()
                    .setFileByFilename("inference/model_config.proto")
                    .build(),
                ServerReflectionRequest.newBuilder().setFileContainingSymbol("no.Such").build(),
                ServerReflectionRequest.getDefaultInstance()));

    assertThat(answers.get(0).getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
    FileDescriptorProto file =
        FileDescriptorProto.parseFrom(
            answers.get(1).getFileDescriptorResponse().getFileDescriptorProto(0));
    assertThat(file.getService(0).getMethodList())
        .extracting(method -> method.getName())
        .contains("ModelInfer", "ModelStreamInfer", "RepositoryIndex");
    assertThat(answers.get(2).getFileDescriptorResponse().getFileDescriptorProtoCount())
        .isEqualTo(1);
    assertThat(answers.get(3).getErrorResponse().getErrorCode())
        .isEqualTo(io.grpc.Status.Code.NOT_FOUND.value());
    assertThat(answers.get(4).hasErrorResponse()).isTrue();
  }
}

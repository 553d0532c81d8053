package dev.evenkeel.serving.grpc;

import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelConfigMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelInferMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelMetadataMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelReadyMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelStatisticsMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getModelStreamInferMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getRepositoryIndexMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getServerLiveMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getServerMetadataMethod;
import static dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.getServerReadyMethod;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.serving.grpc.proto.GrpcService;
import dev.evenkeel.serving.grpc.proto.ModelReadyResponse;
import dev.evenkeel.serving.grpc.proto.ModelRepository;
import dev.evenkeel.serving.grpc.proto.ModelRepositoryServiceGrpc;
import dev.evenkeel.serving.grpc.proto.ServerLiveResponse;
import dev.evenkeel.serving.grpc.proto.ServerMetadataResponse;
import dev.evenkeel.serving.grpc.proto.ServerReadyResponse;
import dev.evenkeel.serving.oip.Inference;
import dev.evenkeel.serving.oip.OipRoutes;
import dev.evenkeel.serving.oip.Repository;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The services: the protocol's, its repository under MLServer's name, health, reflection.
public final class GrpcServices {
  private static final String INFERENCE = GRPCInferenceServiceGrpc.SERVICE_NAME;

  private final InferCall infer;
  private final ModelFacts facts;
  private final RepositoryCalls repository;
  private final BooleanSupplier ready;

  /// @param ready whether every model that should answer can
  public GrpcServices(
      Models models, Deployments deployments, Inference inference, BooleanSupplier ready) {
    this.infer = new InferCall(inference);
    this.facts = new ModelFacts(models, deployments);
    this.repository = new RepositoryCalls(new Repository(models, deployments));
    this.ready = ready;
  }

  /// What `server` mounts.
  public List<ServerServiceDefinition> services() {
    return List.of(inference(), repository(), health(), reflection());
  }

  private ServerServiceDefinition inference() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(GRPCInferenceServiceGrpc.getServiceDescriptor());
    unary(
        service, getServerLiveMethod(), _ -> ServerLiveResponse.newBuilder().setLive(true).build());
    unary(
        service,
        getServerReadyMethod(),
        _ -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
    unary(service, getServerMetadataMethod(), _ -> server());
    unary(
        service,
        getModelReadyMethod(),
        asked ->
            ModelReadyResponse.newBuilder()
                .setReady(facts.isReady(asked.message().getName(), asked.message().getVersion()))
                .build());
    unary(
        service,
        getModelMetadataMethod(),
        asked -> facts.metadata(asked.message().getName(), asked.message().getVersion()));
    unary(
        service,
        getModelConfigMethod(),
        asked -> facts.configuration(asked.message().getName(), asked.message().getVersion()));
    unary(service, getModelStatisticsMethod(), asked -> facts.statistics(asked.message()));
    unary(service, getModelInferMethod(), infer::answer);
    service.addMethod(getModelStreamInferMethod(), new StreamHandler<>(infer::answerInStream));
    unary(service, getRepositoryIndexMethod(), asked -> repository.index(asked.message()));
    unary(service, getRepositoryModelLoadMethod(), asked -> repository.load(asked.message()));
    unary(service, getRepositoryModelUnloadMethod(), asked -> repository.unload(asked.message()));
    return service.build();
  }

  private ServerServiceDefinition repository() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(ModelRepositoryServiceGrpc.getServiceDescriptor());
    unary(
        service,
        ModelRepositoryServiceGrpc.getRepositoryIndexMethod(),
        asked -> repository.index(asked.message()));
    unary(
        service,
        ModelRepositoryServiceGrpc.getRepositoryModelLoadMethod(),
        asked -> repository.load(asked.message()));
    unary(
        service,
        ModelRepositoryServiceGrpc.getRepositoryModelUnloadMethod(),
        asked -> repository.unload(asked.message()));
    return service.build();
  }

  /// Its `Watch` is not offered, which the health protocol foresees.
  private ServerServiceDefinition health() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(HealthGrpc.SERVICE_NAME);
    unary(service, HealthGrpc.getCheckMethod(), asked -> check(asked.message()));
    return service.build();
  }

  private HealthCheckResponse check(HealthCheckRequest request) {
    if (!request.getService().isEmpty() && !request.getService().equals(INFERENCE)) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "service `%s` has no health".formatted(Names.abbreviate(request.getService())),
              "ask for `%s` or for the whole server".formatted(INFERENCE))
          .asException();
    }
    return HealthCheckResponse.newBuilder()
        .setStatus(ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
        .build();
  }

  private static ServerServiceDefinition reflection() {
    Reflection reflection =
        new Reflection(
            List.of(
                GrpcService.getDescriptor(),
                ModelRepository.getDescriptor(),
                HealthProto.getDescriptor()),
            List.of(
                INFERENCE,
                ModelRepositoryServiceGrpc.SERVICE_NAME,
                HealthGrpc.SERVICE_NAME,
                ServerReflectionGrpc.SERVICE_NAME));
    return ServerServiceDefinition.builder(ServerReflectionGrpc.SERVICE_NAME)
        .addMethod(
            ServerReflectionGrpc.getServerReflectionInfoMethod(),
            new StreamHandler<>(reflection::answer))
        .build();
  }

  private static ServerMetadataResponse server() {
    return ServerMetadataResponse.newBuilder()
        .setName(OipRoutes.SERVER)
        .setVersion(OipRoutes.VERSION)
        .addAllExtensions(OipRoutes.EXTENSIONS)
        .build();
  }

  private static <Q, A> void unary(
      ServerServiceDefinition.Builder service,
      MethodDescriptor<Q, A> method,
      Function<Asked<Q>, A> answer) {
    service.addMethod(method, new UnaryHandler<>(answer));
  }
}

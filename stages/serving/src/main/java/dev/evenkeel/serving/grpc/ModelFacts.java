package dev.evenkeel.serving.grpc;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Deployed;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.Selector;
import dev.evenkeel.serving.VersionStatistics.Counted;
import dev.evenkeel.serving.grpc.proto.DataType;
import dev.evenkeel.serving.grpc.proto.InferStatistics;
import dev.evenkeel.serving.grpc.proto.MemoryUsage;
import dev.evenkeel.serving.grpc.proto.ModelConfig;
import dev.evenkeel.serving.grpc.proto.ModelConfigResponse;
import dev.evenkeel.serving.grpc.proto.ModelInput;
import dev.evenkeel.serving.grpc.proto.ModelMetadataResponse;
import dev.evenkeel.serving.grpc.proto.ModelMetadataResponse.TensorMetadata;
import dev.evenkeel.serving.grpc.proto.ModelOutput;
import dev.evenkeel.serving.grpc.proto.ModelStatistics;
import dev.evenkeel.serving.grpc.proto.ModelStatisticsRequest;
import dev.evenkeel.serving.grpc.proto.ModelStatisticsResponse;
import dev.evenkeel.serving.grpc.proto.StatisticDuration;
import dev.evenkeel.serving.oip.Inference;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is told of models: whether they are ready, metadata, configuration, statistics.
final class ModelFacts {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFacts.class);

  private final Models models;
  private final Deployments deployments;

  ModelFacts(Models models, Deployments deployments) {
    this.models = models;
    this.deployments = deployments;
  }

  private <T> T of(String model, String version, Function<Deployed, T> fact) {
    try (Lease lease = deployments.acquire(model, Selector.versionOrTraffic(version), "")) {
      return fact.apply(lease.deployed());
    }
  }

  boolean isReady(String model, String version) {
    try {
      return of(model, version, deployed -> deployed.model().isAlive());
    } catch (ProblemException e) {
      if (Inference.isUnready(e.problem())) {
        return false;
      }
      throw e;
    }
  }

  ModelMetadataResponse metadata(String model, String version) {
    return of(
        model,
        version,
        deployed ->
            ModelMetadataResponse.newBuilder()
                .setName(deployed.version().model())
                .addVersions(String.valueOf(deployed.version().number()))
                .setPlatform(Inference.platform(deployed))
                .addAllInputs(tensors(Inference.inputs(deployed)))
                .addAllOutputs(tensors(Inference.outputs(deployed)))
                .build());
  }

  private static List<TensorMetadata> tensors(List<TensorSpec> specs) {
    return specs.stream()
        .map(spec ->
            TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.datatype().name())
                .addAllShape(spec.shape())
                .build())
        .toList();
  }

  ModelConfigResponse configuration(String model, String version) {
    return of(
        model,
        version,
        deployed -> {
          ModelConfig.Builder config =
              ModelConfig.newBuilder()
                  .setName(deployed.version().model())
                  .setPlatform(Inference.platform(deployed))
                  .setBackend(deployed.model().runsOn());
          for (TensorSpec spec : Inference.inputs(deployed)) {
            config.addInput(
                ModelInput.newBuilder()
                    .setName(spec.name())
                    .setDataType(type(spec.datatype()))
                    .addAllDims(spec.shape()));
          }
          for (TensorSpec spec : Inference.outputs(deployed)) {
            config.addOutput(
                ModelOutput.newBuilder()
                    .setName(spec.name())
                    .setDataType(type(spec.datatype()))
                    .addAllDims(spec.shape()));
          }
          return ModelConfigResponse.newBuilder().setConfig(config).build();
        });
  }

  private static DataType type(Datatype datatype) {
    return switch (datatype) {
      case BYTES -> DataType.TYPE_STRING;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64 ->
          DataType.valueOf("TYPE_" + datatype.name());
    };
  }

  ModelStatisticsResponse statistics(ModelStatisticsRequest request) {
    ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
    if (!request.getName().isEmpty()) {
      ModelStatistics one = of(request.getName(), request.getVersion(), ModelFacts::statistics);
      response.addModelStats(one);
      return response.build();
    }
    for (String model : models.models()) {
      try {
        ModelStatistics one = of(model, "", ModelFacts::statistics);
        response.addModelStats(one);
      } catch (ProblemException e) {
        LOG.debug("Model {} does not answer, so it has no statistics", model, e);
      }
    }
    return response.build();
  }

  private static ModelStatistics statistics(Deployed deployed) {
    Counted counted = deployed.statistics().counted();
    long calls = counted.executions();
    return ModelStatistics.newBuilder()
        .setName(deployed.version().model())
        .setVersion(String.valueOf(deployed.version().number()))
        .setLastInference(counted.lastMillis())
        .setInferenceCount(counted.rows())
        .setExecutionCount(calls)
        .setInferenceStats(
            InferStatistics.newBuilder()
                .setSuccess(duration(calls, counted.queueNanos() + counted.computeNanos()))
                .setFail(duration(counted.failures(), counted.failedNanos()))
                .setQueue(duration(calls, counted.queueNanos()))
                .setComputeInput(duration(calls, 0))
                .setComputeInfer(duration(calls, counted.computeNanos()))
                .setComputeOutput(duration(calls, 0)))
        .addMemoryUsage(
            MemoryUsage.newBuilder().setType("CPU").setByteSize(deployed.model().memoryBytes()))
        .build();
  }

  private static StatisticDuration duration(long count, long nanos) {
    return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
  }
}

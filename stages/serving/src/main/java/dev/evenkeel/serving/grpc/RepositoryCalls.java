package dev.evenkeel.serving.grpc;

import dev.evenkeel.serving.grpc.proto.RepositoryIndexRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryIndexResponse;
import dev.evenkeel.serving.grpc.proto.RepositoryIndexResponse.ModelIndex;
import dev.evenkeel.serving.grpc.proto.RepositoryModelLoadRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryModelLoadResponse;
import dev.evenkeel.serving.grpc.proto.RepositoryModelUnloadRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryModelUnloadResponse;
import dev.evenkeel.serving.oip.Repository;

/// The models and their states; load again, unload.
final class RepositoryCalls {
  private final Repository repository;

  RepositoryCalls(Repository repository) {
    this.repository = repository;
  }

  RepositoryIndexResponse index(RepositoryIndexRequest request) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    for (Repository.Entry model : repository.index(request.getReady())) {
      index.addModels(
          ModelIndex.newBuilder()
              .setName(model.name())
              .setVersion(model.version())
              .setState(model.state())
              .setReason(model.reason()));
    }
    return index.build();
  }

  RepositoryModelLoadResponse load(RepositoryModelLoadRequest request) {
    String model = name(request.getModelName(), request.getRepositoryName());
    repository.load(model, request.getParametersMap().keySet());
    return RepositoryModelLoadResponse.newBuilder().setModelName(model).setIsLoaded(true).build();
  }

  RepositoryModelUnloadResponse unload(RepositoryModelUnloadRequest request) {
    String model = name(request.getModelName(), request.getRepositoryName());
    repository.unload(model);
    return RepositoryModelUnloadResponse.newBuilder()
        .setModelName(model)
        .setIsUnloaded(true)
        .build();
  }

  /// KServe's clients put the name where Triton's put the repository's.
  private static String name(String model, String repository) {
    return model.isEmpty() ? repository : model;
  }
}

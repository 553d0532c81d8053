package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.grpc.GrpcServices;
import dev.evenkeel.serving.invocations.InvocationRoutes;
import dev.evenkeel.serving.oip.Inference;
import dev.evenkeel.serving.oip.OipRoutes;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.stream.Stream;

/// The protocols of others: the Open Inference Protocol, and MLflow's `/invocations`.
public final class OpenInference {
  private final Inference inference;
  private final OipRoutes oip;
  private final InvocationRoutes invocations;
  private final GrpcServices grpc;

  public OpenInference(Models models, Deployments deployments, PredictionLog log, Clock clock) {
    inference = new Inference(deployments, log, clock);
    oip = new OipRoutes(models, deployments, inference, () -> deployments.notReady().isEmpty());
    grpc = new GrpcServices(models, deployments, inference, () -> deployments.notReady().isEmpty());
    invocations = new InvocationRoutes(deployments, log, clock);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return Stream.concat(oip.routes().stream(), invocations.routes().stream()).toList();
  }

  /// What `server` mounts for gRPC.
  public List<ServerServiceDefinition> services() {
    return grpc.services();
  }
}

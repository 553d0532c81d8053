package dev.evenkeel.server;

import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import io.grpc.Status;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import java.util.Optional;
import java.util.Set;

/// Holds calls of gRPC to the same roles as the routes that do the same.
record GrpcDoor(Admission admission, Callers callers) {
  private static final Guard OPEN = new Guard.Open();
  private static final Guard VIEWER = new Guard.Needs(Role.VIEWER);
  private static final Guard DEPLOYER = new Guard.Needs(Role.DEPLOYER);
  private static final Set<String> DEPLOYING =
      Set.of("RepositoryModelLoad", "RepositoryModelUnload");
  private static final Set<String> ASKING =
      Set.of(
          "ModelReady",
          "ServerMetadata",
          "ModelMetadata",
          "ModelInfer",
          "ModelStreamInfer",
          "ModelConfig",
          "ModelStatistics",
          "RepositoryIndex");
  private static final Set<String> LIVING = Set.of("ServerLive", "ServerReady");

  /// What becomes of a call.
  sealed interface Verdict {
    record Admitted(Acting acting) implements Verdict {}

    record Refused(Status status) implements Verdict {}
  }

  Verdict judge(String path, Headers headers, ConnectionContext context) {
    try {
      Caller caller = caller(headers, context);
      return new Verdict.Admitted(caller.acting(admission.admit(guard(path), headers, caller)));
    } catch (ProblemException e) {
      return new Verdict.Refused(status(e.problem()));
    }
  }

  /// A browser sends no calls, so a cookie here is nobody's proof.
  private Caller caller(Headers headers, ConnectionContext context) {
    if (!admission.isOn()) {
      return Caller.NOBODY;
    }
    Caller caller = callers.of(headers, context.remotePeer().address(), context.isSecure());
    return new Caller(caller.address(), caller.isSecure(), Optional.empty());
  }

  /// Nobody, for what is not named here.
  static Guard guard(String path) {
    String call = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("/grpc.health.v1.Health/") || LIVING.contains(call)) {
      return OPEN;
    }
    if (ASKING.contains(call) || path.startsWith("/grpc.reflection.")) {
      return VIEWER;
    }
    return DEPLOYING.contains(call) ? DEPLOYER : new Guard.Closed();
  }

  private static Status status(Problem problem) {
    Status status =
        switch (problem.kind()) {
          case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
          case BUSY -> Status.RESOURCE_EXHAUSTED;
          default -> Status.PERMISSION_DENIED;
        };
    return status.withDescription(problem.sentence());
  }
}

package dev.evenkeel.serving.grpc;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import io.grpc.Metadata;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a failure is called over gRPC.
final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private static final Metadata.Key<String> PUSHBACK_MILLIS =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private Statuses() {}

  /// Clients ask again after `UNAVAILABLE`, so only what may pass by itself gets it.
  static Status.Code code(Problem.Kind kind) {
    return switch (kind) {
      case MALFORMED, INPUT, CONFIGURATION -> Status.Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case TOO_LARGE, BUSY -> Status.Code.RESOURCE_EXHAUSTED;
      case ENVIRONMENT -> Status.Code.UNAVAILABLE;
      case CONFLICT, NOT_SERVING -> Status.Code.FAILED_PRECONDITION;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  /// The status of a failure. Whatever is no [Problem] is ours: the log says what, the client does
  /// not hear it.
  static Status of(Throwable failure, String method) {
    if (failure instanceof ProblemException e) {
      Problem problem = e.problem();
      if (problem.kind() == Problem.Kind.INTERNAL || problem.kind() == Problem.Kind.ENVIRONMENT) {
        LOG.error("{} failed", method, e);
      }
      return Status.fromCode(code(problem.kind())).withDescription(words(problem));
    }
    LOG.error("{} failed", method, failure);
    return Status.INTERNAL.withDescription("something went wrong on our side; the log says what");
  }

  /// What a client should know beside the status: how long to wait before it asks again.
  static Metadata trailers(Throwable failure) {
    Metadata trailers = new Metadata();
    if (failure instanceof ProblemException e) {
      String seconds = e.headers().getOrDefault("Retry-After", "");
      if (seconds.matches("\\d{1,6}")) {
        trailers.put(PUSHBACK_MILLIS, seconds + "000");
      }
    }
    return trailers;
  }

  /// In one line, since a status has one.
  static String words(Problem problem) {
    StringBuilder words = new StringBuilder();
    if (!problem.where().isEmpty()) {
      words.append(problem.where()).append(": ");
    }
    words.append(problem.what());
    if (!problem.expected().isEmpty()) {
      words.append("; expected ").append(problem.expected());
    }
    if (!problem.remedy().isEmpty()) {
      words.append("; ").append(problem.remedy());
    }
    return words.toString();
  }
}

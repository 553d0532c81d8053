package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers as MLflow's clients read them: an error is `{"error_code", "message"}`, a success is
/// always an object.
final class MlflowReplies {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowReplies.class);

  private MlflowReplies() {}

  /// The same handler, its problems told by the protocol.
  static Route.Handler told(Route.Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (Refusal e) {
        return error(e.code(), String.valueOf(e.getMessage()), Map.of());
      } catch (ProblemException e) {
        return error(e);
      } catch (RuntimeException e) {
        LOG.error("A request of MLflow's API failed", e);
        return error(
            ErrorCode.INTERNAL_ERROR,
            "something went wrong on our side; the log says what",
            Map.of());
      }
    };
  }

  /// Nothing but success.
  static Reply empty() {
    return Reply.json(Map.of());
  }

  private static Reply error(ProblemException failure) {
    Problem problem = failure.problem();
    if (problem.kind() == Problem.Kind.INTERNAL || problem.kind() == Problem.Kind.ENVIRONMENT) {
      LOG.error("A request of MLflow's API failed", failure);
    }
    return error(ErrorCode.of(problem.kind()), problem.sentence(), failure.headers());
  }

  static Reply error(ErrorCode code, String message, Map<String, String> headers) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error_code", code.name());
    body.put("message", message);
    return new Reply.Whole(code.status(), "application/json", Json.write(body), headers);
  }
}

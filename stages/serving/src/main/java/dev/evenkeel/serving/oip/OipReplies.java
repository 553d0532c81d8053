package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers as the protocol has them: an error is `{"error": text}`, and its media type has no
/// charset, since a client compares it letter by letter.
final class OipReplies {
  private static final Logger LOG = LoggerFactory.getLogger(OipReplies.class);

  private OipReplies() {}

  /// The same route, its problems told by the protocol.
  static Route.Handler told(Route.Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ProblemException e) {
        return error(e);
      } catch (RuntimeException e) {
        LOG.error("A request of the Open Inference Protocol failed", e);
        return error(500, "something went wrong on our side; the log says what", Map.of());
      }
    };
  }

  private static Reply error(ProblemException failure) {
    Problem problem = failure.problem();
    if (problem.kind() == Problem.Kind.INTERNAL || problem.kind() == Problem.Kind.ENVIRONMENT) {
      LOG.error("A request of the Open Inference Protocol failed", failure);
    }
    // The protocol knows 400 for everything that is wrong with a request.
    int status = problem.kind() == Problem.Kind.INPUT ? 400 : problem.kind().httpStatus();
    return error(status, problem.sentence(), failure.headers());
  }

  static Reply error(int status, String words, Map<String, String> headers) {
    return new Reply.Whole(status, "application/json", Json.write(Map.of("error", words)), headers);
  }
}

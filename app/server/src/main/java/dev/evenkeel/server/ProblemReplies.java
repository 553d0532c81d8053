package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/// A [Problem] as RFC 9457.
final class ProblemReplies {
  private ProblemReplies() {}

  static Reply of(ProblemException thrown) {
    Problem problem = thrown.problem();
    return of(
        problem.kind().httpStatus(),
        problem.what(),
        problem.where(),
        problem.expected(),
        problem.remedy(),
        thrown.headers());
  }

  static Reply of(int status, String what, String where, String expected, String remedy) {
    return of(status, what, where, expected, remedy, Map.of());
  }

  private static Reply of(
      int status,
      String what,
      String where,
      String expected,
      String remedy,
      Map<String, String> headers) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title(status));
    body.put("status", status);
    body.put("detail", what);
    optional(body, "where", where);
    optional(body, "expected", expected);
    optional(body, "remedy", remedy);
    return new Reply.Whole(status, "application/problem+json", Json.write(body), headers);
  }

  private static void optional(Map<String, Object> body, String key, String value) {
    if (!value.isEmpty()) {
      body.put(key, value);
    }
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Not signed in";
      case 403 -> "Forbidden";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 409 -> "Conflict";
      case 413 -> "Too large";
      case 422 -> "Cannot be processed";
      case 429 -> "Too much at once";
      case 501 -> "Not offered";
      case 503 -> "Not available";
      case 504 -> "Took too long";
      default -> "Our fault";
    };
  }
}

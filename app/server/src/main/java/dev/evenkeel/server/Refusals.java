package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.IcebergRoutes;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is answered where no route does, in the form of the address: that of MLflow's API, of
/// Iceberg's catalog, or of the Open Inference Protocol below `/v2`.
final class Refusals {
  private static final HeaderName HX_REQUEST = HeaderNames.create("HX-Request");

  private Refusals() {}

  /// Nothing is there, or nothing that takes the method.
  static Reply nothingHere(List<Route> routes, String method, String path) {
    if (isIceberg(path) && !method.equals("GET") && !method.equals("HEAD")) {
      return of(path, 403, "this catalog is read only", "", "write through /api/v1/datasets");
    }
    List<String> methods = RouteTable.methods(routes, path);
    if (methods.isEmpty()) {
      return of(
          path, 404, "nothing is at this address", "", "the addresses are listed at /openapi.json");
    }
    Reply refused =
        of(path, 405, "this address does not take " + method, String.join(" or ", methods), "");
    return with(Map.of("Allow", String.join(", ", methods)), refused);
  }

  private static Reply with(Map<String, String> headers, Reply reply) {
    return switch (reply) {
      case Reply.Whole whole ->
          new Reply.Whole(whole.status(), whole.type(), whole.body(), headers);
      case Reply.Streamed streamed -> streamed;
    };
  }

  /// It came from another site.
  static Reply foreign(String path, String expected) {
    return of(path, 403, "this address is not for pages of other sites", "", expected);
  }

  /// Nobody knows who asks, or they may not. A browser that opens a page is shown where to sign in.
  static Reply notAdmitted(ServerRequest request, String path, ProblemException refused) {
    Problem problem = refused.problem();
    boolean isUnknown = problem.kind() == Problem.Kind.UNAUTHENTICATED;
    if (isUnknown && isPage(request)) {
      return Reply.seeOther("/sign-in?to=" + URLEncoder.encode(address(request), UTF_8));
    }
    Map<String, String> headers = new LinkedHashMap<>(refused.headers());
    if (isUnknown) {
      headers.put("WWW-Authenticate", isMlflow(path) ? "Basic realm=\"mlflow\"" : "Bearer");
      if (request.headers().contains(HX_REQUEST)) {
        headers.put("HX-Refresh", "true");
      }
    }
    int status = problem.kind().httpStatus();
    // The address is there and the project is not. Of the other code MLflow's clients conclude that
    // the server is an old one, and go on without a word.
    String code = status == 404 ? "RESOURCE_DOES_NOT_EXIST" : mlflowCode(status);
    return with(
        headers, of(path, status, code, problem.what(), problem.expected(), problem.remedy()));
  }

  private static boolean isPage(ServerRequest request) {
    return request.prologue().method().equals(Method.GET)
        && !request.headers().contains(HeaderNames.AUTHORIZATION)
        && !request.headers().contains(HX_REQUEST)
        && request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/html");
  }

  private static String address(ServerRequest request) {
    String query = request.query().rawValue();
    return request.path().rawPath() + (query.isEmpty() ? "" : "?" + query);
  }

  /// The HTTP server's own refusals, without its texts: they may name what is inside.
  static Reply unreadable(String path, int status) {
    return of(
        path,
        status,
        status == 404 ? "nothing is at this address" : "the request cannot be read",
        "",
        "");
  }

  private static Reply of(String path, int status, String what, String expected, String remedy) {
    return of(path, status, mlflowCode(status), what, expected, remedy);
  }

  private static Reply of(
      String path, int status, String code, String what, String expected, String remedy) {
    boolean isMlflow = isMlflow(path);
    if (!isMlflow && !isIceberg(path) && !path.equals("/v2") && !path.startsWith("/v2/")) {
      return ProblemReplies.of(status, what, "", expected, remedy);
    }
    StringBuilder words = new StringBuilder(what);
    if (!expected.isEmpty()) {
      words.append("; expected ").append(expected);
    }
    if (!remedy.isEmpty()) {
      words.append("; ").append(remedy);
    }
    if (isIceberg(path)) {
      return IcebergRoutes.refused(status, icebergType(status), words.toString());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    if (isMlflow) {
      body.put("error_code", code);
      body.put("message", words.toString());
    } else {
      body.put("error", words.toString());
    }
    return new Reply.Whole(status, "application/json", Json.write(body), Map.of());
  }

  private static boolean isMlflow(String path) {
    return path.startsWith("/api/2.0/mlflow")
        || path.startsWith("/ajax-api/")
        || path.startsWith("/api/3.0/mlflow")
        || path.endsWith("/invocations");
  }

  private static boolean isIceberg(String path) {
    return path.startsWith(IcebergRoutes.PREFIX + "/");
  }

  private static String icebergType(int status) {
    return switch (status) {
      case 401 -> "NotAuthorizedException";
      case 403 -> "ForbiddenException";
      case 404 -> "NotFoundException";
      default -> "BadRequestException";
    };
  }

  private static String mlflowCode(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "ENDPOINT_NOT_FOUND";
      case 429 -> "REQUEST_LIMIT_EXCEEDED";
      default -> "BAD_REQUEST";
    };
  }
}

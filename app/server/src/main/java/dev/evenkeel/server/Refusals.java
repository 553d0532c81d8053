package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;

/// What is answered where no route does, in the form of the address: below `/v2` it is that of the
/// Open Inference Protocol.
final class Refusals {
  private Refusals() {}

  /// Nothing is there, or nothing that takes the method.
  static Reply nothingHere(List<Route> routes, String method, String path) {
    List<String> methods = RouteTable.methods(routes, path);
    if (methods.isEmpty()) {
      return of(
          path, 404, "nothing is at this address", "", "the addresses are listed at /openapi.json");
    }
    Reply refused =
        of(path, 405, "this address does not take " + method, String.join(" or ", methods), "");
    return switch (refused) {
      case Reply.Whole whole ->
          new Reply.Whole(
              whole.status(),
              whole.type(),
              whole.body(),
              Map.of("Allow", String.join(", ", methods)));
      case Reply.Streamed streamed -> streamed;
    };
  }

  /// It came from another site.
  static Reply foreign(String path) {
    return of(
        path,
        403,
        "this address is only for this machine",
        "Host and Origin of 127.0.0.1 or localhost",
        "");
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
    if (!path.equals("/v2") && !path.startsWith("/v2/")) {
      return ProblemReplies.of(status, what, "", expected, remedy);
    }
    String words = what + (expected.isEmpty() ? "" : "; expected " + expected);
    return new Reply.Whole(
        status,
        "application/json",
        Json.write(Map.of("error", remedy.isEmpty() ? words : words + "; " + remedy)),
        Map.of());
  }
}

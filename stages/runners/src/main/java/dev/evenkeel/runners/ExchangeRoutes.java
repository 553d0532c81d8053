package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;

/// Where attempts on other machines fetch their inputs and bring their outputs. A route is open to
/// the server's guard, since an attempt is no user; each asks for the attempt's own token.
public final class ExchangeRoutes {
  private static final String BEARER = "Bearer ";
  private static final String BASE = "/api/v1/attempts/{attempt}/{epoch}/";

  private final Exchange exchange;

  public ExchangeRoutes(Exchange exchange) {
    this.exchange = exchange;
  }

  /// The path of an attempt's addresses, to be appended to the server's own.
  public static String path(Handle handle) {
    return "/api/v1/attempts/%s/%d".formatted(handle.attempt(), handle.epoch());
  }

  /// All of them.
  public List<Route> routes() {
    return List.of(
        Route.get(BASE + "in.tar", "What an attempt of a step reads", this::inputs).open(),
        new Route("PUT", BASE + "out.tar", "What an attempt of a step left", this::outputs).open());
  }

  private Reply inputs(Request request) {
    Handle handle = admitted(request);
    return new Reply.Streamed(
        200, "application/x-tar", out -> exchange.sendInputs(handle, out), Map.of());
  }

  private Reply outputs(Request request) {
    exchange.takeOutputs(admitted(request), request.stream());
    return new Reply.Whole(204, "text/plain", new byte[0], Map.of());
  }

  /// One answer for all that do not fit, so that nobody learns which attempts there are.
  private Handle admitted(Request request) {
    String given = request.header("Authorization").orElse("");
    try {
      Handle handle = new Handle(request.path("attempt"), Long.parseLong(request.path("epoch")));
      if (given.startsWith(BEARER) && exchange.admits(handle, given.substring(BEARER.length()))) {
        return handle;
      }
    } catch (IllegalArgumentException e) {
      // No attempt has such a name.
    }
    throw Problem.of(
            Problem.Kind.UNAUTHENTICATED, "the attempt's token is missing or does not open it", "")
        .asException();
  }
}

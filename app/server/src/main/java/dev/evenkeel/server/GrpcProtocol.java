package dev.evenkeel.server;

import dev.evenkeel.store.Acting;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Settings;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector.SubProtocolHandler;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// gRPC on the port of HTTP: which calls there are, by their paths. It takes the requests that are
/// gRPC.
///
/// It is our own, since the server's allocates what a message claims to be long, unpacks without a
/// bound, does not answer what it cannot read, and ignores deadlines.
///
/// @param messageBytesMax of one message, also when it was packed
/// @param budget for the messages of all calls
record GrpcProtocol(
    Map<String, ServerMethodDefinition<?, ?>> calls,
    int messageBytesMax,
    BodyBudget budget,
    GrpcDoor door)
    implements Http2SubProtocolSelector {
  GrpcProtocol {
    calls = Map.copyOf(calls);
  }

  static GrpcProtocol of(
      List<ServerServiceDefinition> services,
      int messageBytesMax,
      BodyBudget budget,
      GrpcDoor door) {
    return new GrpcProtocol(
        services.stream()
            .flatMap(service -> service.getMethods().stream())
            .collect(
                Collectors.toUnmodifiableMap(
                    call -> "/" + call.getMethodDescriptor().getFullMethodName(), call -> call)),
        messageBytesMax,
        budget,
        door);
  }

  @Override
  public SubProtocolResult subProtocol(
      ConnectionContext context,
      HttpPrologue prologue,
      Http2Headers headers,
      Http2StreamWriter writer,
      int streamId,
      Http2Settings serverSettings,
      Http2Settings clientSettings,
      StreamFlowControl flowControl,
      Http2StreamState state,
      Router router) {
    if (!prologue.method().equals(Method.POST) || !isGrpc(headers)) {
      return NOT_SUPPORTED;
    }
    GrpcWire wire = new GrpcWire(writer, flowControl, streamId, state);
    String path = prologue.uriPath().rawPath();
    ServerMethodDefinition<?, ?> call = calls.get(path);
    return new SubProtocolResult(true, handler(call, path, context, headers, wire));
  }

  private SubProtocolHandler handler(
      @Nullable ServerMethodDefinition<?, ?> call,
      String path,
      ConnectionContext context,
      Http2Headers headers,
      GrpcWire wire) {
    return switch (door.judge(path, headers.httpHeaders(), context)) {
      case GrpcDoor.Verdict.Refused(Status status) -> new GrpcCall.Refused(wire, status);
      case GrpcDoor.Verdict.Admitted(Acting acting) ->
          call == null
              ? new GrpcCall.Refused(
                  wire, Status.UNIMPLEMENTED.withDescription("this call is not offered"))
              : new GrpcCall<>(
                  call, headers.httpHeaders(), acting, wire, messageBytesMax, held(context));
    };
  }

  /// A call may end without a word when its connection does.
  private BodyBudget.Held held(ConnectionContext context) {
    return context instanceof PacedConnection paced ? paced.hold(budget) : budget.open();
  }

  private static boolean isGrpc(Http2Headers headers) {
    return headers
        .httpHeaders()
        .first(HeaderNames.CONTENT_TYPE)
        .map(
            type -> type.startsWith("application/grpc") && !type.startsWith("application/grpc-web"))
        .orElse(false);
  }
}

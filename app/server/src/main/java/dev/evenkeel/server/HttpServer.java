package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes on a port of 127.0.0.1. It translates and does nothing else.
final class HttpServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "[::1]");

  /// Of every answer. Charts style their elements, hence the inline styles; scripts are files.
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                  + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"));

  private final WebServer server;

  private HttpServer(WebServer server) {
    this.server = server;
  }

  static HttpServer start(int port, List<Route> routes) {
    WebServer server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(port)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .maxTcpConnections(4_096)
            .shutdownGracePeriod(GRACE)
            .shutdownHook(false)
            .routing(routing -> mount(routing, routes))
            .build()
            .start();
    // Its start logs what went wrong and returns.
    if (!server.isRunning()) {
      throw used(port);
    }
    return new HttpServer(server);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void mount(HttpRouting.Builder routing, List<Route> routes) {
    routing.addFilter((chain, request, response) -> {
      HEADERS.forEach(response::header);
      if (isForeign(request)) {
        send(
            response,
            ProblemReplies.of(
                403,
                "this address is only for this machine",
                "",
                "Host and Origin of 127.0.0.1 or localhost",
                ""));
      } else {
        chain.proceed();
      }
    });
    for (Route route : routes) {
      routing.route(
          Method.create(route.method()),
          route.path(),
          (request, response) -> send(response, answer(route, request)));
    }
    routing.any(
        "/webjars/*", (_, response) -> cached(response, "public, max-age=31536000, immutable"));
    routing.any("/static/*", (_, response) -> cached(response, "no-cache"));
    routing.register(
        "/webjars",
        StaticContentFeature.createService(
            ClasspathHandlerConfig.create("META-INF/resources/webjars")));
    routing.register(
        "/static",
        StaticContentFeature.createService(ClasspathHandlerConfig.create("console-static")));
    routing.any((request, response) -> send(response, nothingHere(request, routes)));
    routing.error(
        HttpException.class,
        (_, response, e) ->
            send(response, ProblemReplies.of(e.status().code(), said(e), "", "", "")));
  }

  private static void cached(ServerResponse response, String how) {
    response.header(HeaderNames.CACHE_CONTROL, how);
    response.next();
  }

  /// Helidon's own refusals, without its texts: they may name what is inside.
  private static String said(HttpException refusal) {
    return refusal.status().code() == 404
        ? "nothing is at this address"
        : "the request cannot be read";
  }

  private static Reply answer(Route route, ServerRequest request) {
    try {
      return route.handler().handle(new HelidonRequest(request));
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.INTERNAL
          || e.problem().kind() == Problem.Kind.ENVIRONMENT) {
        LOG.error("{} {} failed", route.method(), route.path(), e);
      }
      return ProblemReplies.of(e.problem());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", route.method(), route.path(), e);
      return ProblemReplies.of(
          500, "something went wrong on our side; the log says what", "", "", "");
    }
  }

  private static Reply nothingHere(ServerRequest request, List<Route> routes) {
    List<String> methods = RouteTable.methods(routes, request.path().path());
    if (methods.isEmpty()) {
      return ProblemReplies.of(
          404, "nothing is at this address", "", "", "the addresses are listed at /openapi.json");
    }
    Reply refused =
        ProblemReplies.of(
            405,
            "this address does not take " + request.prologue().method().text(),
            "",
            String.join(" or ", methods),
            "");
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

  /// A page of another site must not reach us through a browser on this machine, by any name.
  private static boolean isForeign(ServerRequest request) {
    boolean host = request.headers().first(HeaderNames.HOST).map(HttpServer::isLocal).orElse(false);
    boolean origin =
        request
            .headers()
            .first(HeaderNames.ORIGIN)
            .map(value ->
                value.startsWith("http://") && isLocal(value.substring("http://".length())))
            .orElse(true);
    return !host || !origin;
  }

  private static boolean isLocal(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    return LOCAL.contains(host.toLowerCase(Locale.ROOT));
  }

  private static void send(ServerResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, reply.type());
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    switch (reply) {
      case Reply.Whole whole -> response.send(whole.body());
      case Reply.Streamed streamed -> stream(response, streamed);
    }
  }

  private static void stream(ServerResponse response, Reply.Streamed streamed) {
    try (OutputStream out = response.outputStream()) {
      streamed.writer().writeTo(out);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("A client left", e);
    } catch (RuntimeException e) {
      // The status has gone out; all that is left is to end the answer.
      LOG.error("A streamed answer failed", e);
    }
  }

  private static RuntimeException used(int port) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "port %d is used by another program".formatted(port),
            "",
            "a free port above 1023",
            "stop the other program, or choose another: --port N (0 takes a free one)")
        .asException();
  }
}

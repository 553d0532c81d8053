package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import io.grpc.ServerServiceDefinition;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes on a port of 127.0.0.1. It translates and does nothing else.
final class HttpServer implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  /// A call that a client takes back counts as a reset, and a client with deadlines has many.
  private static final Http2Config HTTP_2 =
      Http2Config.builder().maxConcurrentStreams(1_024).maxRapidResets(1_000).build();

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /// As many as our own code answers with.
  private static final Map<String, Header> TYPES = new ConcurrentHashMap<>();

  /// Of every answer. Charts style their elements, hence the inline styles; scripts are files.
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          // Not "no-referrer": by it a browser sends our own form with "Origin: null".
          HeaderValues.createCached("Referrer-Policy", "same-origin"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                  + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"));

  private final WebServer server;
  private final Connections connections;
  private final BodyBudget budget;
  private final AtomicBoolean draining;

  private HttpServer(
      WebServer server, Connections connections, BodyBudget budget, AtomicBoolean draining) {
    this.server = server;
    this.connections = connections;
    this.budget = budget;
    this.draining = draining;
  }

  static HttpServer start(int port, List<Route> routes) {
    return start(
        port, routes, List.of(), ServingKeys.DRAIN.grace(), List.of(), ConnectionSettings.DEFAULT);
  }

  /// Routes, and calls of gRPC, which come over HTTP/2 to the same port. A page in a browser cannot
  /// send them, so they are not asked for Host and Origin.
  ///
  /// @param origins whose pages may ask the shared routes: `https://shop.example`
  /// @param grace how long requests under way may take when it is closed
  /// @param settings what a client may take by being slow
  static HttpServer start(
      int port,
      List<Route> routes,
      List<String> origins,
      Duration grace,
      List<ServerServiceDefinition> services,
      ConnectionSettings settings) {
    AtomicBoolean draining = new AtomicBoolean();
    Origins judge = new Origins(origins);
    BodyBudget budget = new BodyBudget(settings.bodyBytesMax());
    Connections connections =
        new Connections(settings, HTTP_2, GrpcProtocol.of(services, MESSAGE_BYTES_MAX, budget));
    WebServer server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(port)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .idleConnectionTimeout(settings.idle())
            .maxTcpConnections(settings.most())
            .shutdownGracePeriod(grace)
            .shutdownHook(false)
            .contentEncoding(new PackedBodies())
            .routing(routing -> mount(routing, routes, judge, budget, draining))
            // Ours is the only one, so that it has a connection before the first byte.
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .build()
            .start();
    // Its start logs what went wrong and returns.
    if (!server.isRunning()) {
      connections.close();
      throw used(port);
    }
    return new HttpServer(server, connections, budget, draining);
  }

  int port() {
    return server.port();
  }

  /// Connections that are open.
  int connections() {
    return connections.count();
  }

  /// The memory of what clients sent.
  BodyBudget budget() {
    return budget;
  }

  /// Shows how much clients take.
  void measure(MeterRegistry meters) {
    Gauge.builder("evenkeel.connections", connections, Connections::count).register(meters);
    Gauge.builder("evenkeel.body.bytes", budget, BodyBudget::usedBytes).register(meters);
    FunctionCounter.builder("evenkeel.bodies.refused", budget, BodyBudget::refused)
        .register(meters);
  }

  /// Asks clients by each answer to close their connection, so that nothing is sent on one that
  /// ends.
  void drain() {
    draining.set(true);
  }

  @Override
  public void close() {
    drain();
    server.stop();
    connections.close();
  }

  private static void mount(
      HttpRouting.Builder routing,
      List<Route> routes,
      Origins origins,
      BodyBudget budget,
      AtomicBoolean draining) {
    Addresses addresses = new Addresses(routes);
    routing.addFilter((chain, request, response) -> {
      HEADERS.forEach(response::header);
      if (draining.get()) {
        response.header(HeaderValues.CONNECTION_CLOSE);
      }
      Addresses.Found found =
          addresses.find(
              request.prologue().method().text(), request.prologue().uriPath().rawPathNoParams());
      Origins.Verdict verdict = origins.judge(request, found, addresses);
      try (BodyBudget.Held held = budget.open()) {
        RequestBody body = new RequestBody(request, held);
        switch (verdict) {
          case Origins.Verdict.Refused _ -> send(response, Refusals.foreign(path(request)), body);
          case Origins.Verdict.Preflight(Reply reply) -> send(response, reply, body);
          case Origins.Verdict.Accepted(Map<String, String> headers) -> {
            headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
            if (found != null) {
              send(response, heard(found.route(), new HelidonRequest(request, found, body)), body);
            } else if (isStatic(request)) {
              chain.proceed();
            } else {
              send(response, Refusals.nothingHere(routes, method(request), path(request)), body);
            }
          }
        }
      }
      if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        // The server says that it closes, and would wait for the client to do it.
        throw new CloseConnectionException("the client wants no more of it");
      }
    });
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
    routing.any((request, response) ->
        send(response, Refusals.nothingHere(routes, method(request), path(request))));
    routing.error(
        HttpException.class,
        (request, response, e) ->
            send(response, Refusals.unreadable(path(request), e.status().code())));
  }

  /// What is left of the body is thrown away, up to a bound, so that the client hears the answer; a
  /// connection with more of it ends.
  private static void send(ServerResponse response, Reply reply, RequestBody body) {
    boolean isAtItsEnd = body.drain();
    if (!isAtItsEnd) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    send(response, reply);
    if (!isAtItsEnd) {
      throw new CloseConnectionException("nobody reads the rest of the body");
    }
  }

  /// Files, which come in answer to requests without a body.
  private static boolean isStatic(ServerRequest request) {
    String path = request.path().path();
    return (path.startsWith("/webjars/") || path.startsWith("/static/"))
        && !request.content().hasEntity();
  }

  private static void cached(ServerResponse response, String how) {
    response.header(HeaderNames.CACHE_CONTROL, how);
    response.next();
  }

  private static String path(ServerRequest request) {
    return request.path().path();
  }

  private static String method(ServerRequest request) {
    return request.prologue().method().text();
  }

  /// The answer for a client that is still there.
  private static Reply heard(Route route, HelidonRequest request) {
    Reply reply = answer(route, request);
    if (request.ended()) {
      throw new CloseConnectionException("the client has hung up");
    }
    return reply;
  }

  private static Reply answer(Route route, HelidonRequest request) {
    try {
      return route.handler().handle(request);
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.INTERNAL
          || e.problem().kind() == Problem.Kind.ENVIRONMENT) {
        LOG.error("{} {} failed", route.method(), route.path(), e);
      }
      return ProblemReplies.of(e);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      if (request.ended()) {
        throw new CloseConnectionException("the client has hung up", e);
      }
      LOG.error("{} {} failed", route.method(), route.path(), e);
      return ProblemReplies.of(
          500, "something went wrong on our side; the log says what", "", "", "");
    }
  }

  private static void send(ServerResponse response, Reply reply) {
    response.status(reply.status() == 200 ? Status.OK_200 : Status.create(reply.status()));
    response.header(type(reply.type()));
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    switch (reply) {
      case Reply.Whole whole -> response.send(whole.body());
      case Reply.Streamed streamed -> stream(response, streamed);
    }
  }

  private static Header type(String type) {
    Header known = TYPES.get(type);
    return known == null
        ? TYPES.computeIfAbsent(
            type, _ -> HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type))
        : known;
  }

  private static void stream(ServerResponse response, Reply.Streamed streamed) {
    if (streamed.length().isPresent() && streamed.length().getAsLong() == 0) {
      response.send();
      return;
    }
    streamed.length().ifPresent(response::contentLength);
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

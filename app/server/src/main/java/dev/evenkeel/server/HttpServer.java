package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Route;
import io.grpc.ServerServiceDefinition;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Routes on a port. It translates and does nothing else.
final class HttpServer implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  /// A call that a client takes back counts as a reset, and a client with deadlines has many.
  private static final Http2Config HTTP_2 =
      Http2Config.builder().maxConcurrentStreams(1_024).maxRapidResets(1_000).build();

  private final WebServer server;
  private final Connections connections;
  private final Optional<Certificates> certificates;
  private final BodyBudget budget;
  private final AtomicBoolean draining;

  private HttpServer(
      WebServer server,
      Connections connections,
      Optional<Certificates> certificates,
      BodyBudget budget,
      AtomicBoolean draining) {
    this.server = server;
    this.connections = connections;
    this.certificates = certificates;
    this.budget = budget;
    this.draining = draining;
  }

  static HttpServer start(int port, List<Route> routes) {
    return start(
        port, routes, List.of(), ServingKeys.DRAIN.grace(), List.of(), ConnectionSettings.DEFAULT);
  }

  /// On this machine, for whoever is at it.
  static HttpServer start(
      int port,
      List<Route> routes,
      List<String> origins,
      Duration grace,
      List<ServerServiceDefinition> services,
      ConnectionSettings settings) {
    return start(
        port,
        new Mounted(routes, services, origins),
        NetworkSettings.DEFAULT,
        Identities.LOCAL,
        grace,
        settings);
  }

  /// What answers: routes, and calls of gRPC, which come over HTTP/2 to the same port. A page in a
  /// browser cannot send them, so they are not asked for Host and Origin.
  ///
  /// @param origins whose pages may ask the shared routes: `https://shop.example`
  record Mounted(
      List<Route> routes, List<ServerServiceDefinition> services, List<String> origins) {}

  /// Listens.
  ///
  /// @param grace how long requests under way may take when it is closed
  /// @param settings what a client may take by being slow
  static HttpServer start(
      int port,
      Mounted mounted,
      NetworkSettings network,
      Identities identities,
      Duration grace,
      ConnectionSettings settings) {
    AtomicBoolean draining = new AtomicBoolean();
    Admission admission = new Admission(identities);
    Callers callers = new Callers(network.proxyRanges());
    BodyBudget budget = new BodyBudget(settings.bodyBytesMax());
    FrontDoor door =
        new FrontDoor(
            mounted.routes(),
            new Addresses(mounted.routes()),
            new Origins(mounted.origins(), network, admission),
            admission,
            callers,
            budget,
            draining);
    GrpcProtocol grpc =
        GrpcProtocol.of(
            mounted.services(), MESSAGE_BYTES_MAX, budget, new GrpcDoor(admission, callers));
    Connections connections = new Connections(settings, HTTP_2, grpc);
    WebServerConfig.Builder builder =
        WebServer.builder()
            .address(network.address())
            .port(port)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .idleConnectionTimeout(settings.idle())
            .maxTcpConnections(settings.most())
            .shutdownGracePeriod(grace)
            .shutdownHook(false)
            .contentEncoding(new PackedBodies())
            .routing(routing -> mount(routing, mounted.routes(), door))
            // Ours is the only one, so that it has a connection before the first byte.
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections);
    Optional<Certificates> certificates = network.tls().map(Certificates::of);
    certificates.ifPresent(pem -> builder.tls(pem.tls()));
    WebServer server = builder.build().start();
    // Its start logs what went wrong and returns.
    if (!server.isRunning()) {
      connections.close();
      throw used(port);
    }
    certificates.ifPresent(Certificates::watch);
    return new HttpServer(server, connections, certificates, budget, draining);
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
    certificates.ifPresent(Certificates::close);
  }

  private static void mount(HttpRouting.Builder routing, List<Route> routes, FrontDoor door) {
    routing.addFilter(door);
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
        FrontDoor.send(response, Refusals.nothingHere(routes, method(request), path(request))));
    routing.error(
        HttpException.class,
        (request, response, e) ->
            FrontDoor.send(response, Refusals.unreadable(path(request), e.status().code())));
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

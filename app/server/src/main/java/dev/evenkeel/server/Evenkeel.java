package dev.evenkeel.server;

import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.console.AccountPages;
import dev.evenkeel.console.Console;
import dev.evenkeel.console.DatasetPages;
import dev.evenkeel.console.DeploymentPages;
import dev.evenkeel.console.ExperimentPages;
import dev.evenkeel.console.GovernancePages;
import dev.evenkeel.console.ModelPages;
import dev.evenkeel.console.PipelinePages;
import dev.evenkeel.console.SignInPages;
import dev.evenkeel.console.TryPages;
import dev.evenkeel.console.WebhookPages;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.serving.Deployments;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A running Evenkeel: a home with all its rooms, served on a port.
public final class Evenkeel implements AutoCloseable {
  private final Home home;
  private final Rooms rooms;
  private final Console console;
  private final String scheme;
  private final String host;
  private final Optional<URI> publicUrl;
  private final List<Route> routes;
  private final HttpServer http;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ServerConfiguration.Drain drain;
  private final NodeRole role;

  private Evenkeel(ServerConfiguration configuration, Clock clock) {
    role = configuration.node().role();
    role.demandShared(configuration);
    drain = configuration.shutdown();
    scheme = configuration.network().tls().isPresent() ? "https" : "http";
    host = configuration.network().shownHost();
    publicUrl = configuration.network().publicUrl();
    home = Home.open(configuration.home());
    try {
      Logs.to(folder(configuration.home().resolve("logs")));
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      new JvmMemoryMetrics().bindTo(meters);
      new ProcessorMetrics().bindTo(meters);
      rooms = new Rooms(configuration, clock, meters);
      try {
        Identities identities = rooms.identities(configuration.network());
        demandUsers(configuration, identities);
        rooms.start(role);
        console = new Console(new LoopViews(rooms.loop()));
        routes = List.copyOf(role.answers() ? routes(meters) : workerRoutes(meters));
        http =
            HttpServer.start(
                configuration.port(),
                new HttpServer.Mounted(routes, services(), configuration.endpoints().origins()),
                configuration.network(),
                identities,
                drain.grace(),
                configuration.connections());
        http.measure(meters);
      } catch (RuntimeException e) {
        rooms.close();
        throw e;
      }
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /// Opens the home and answers requests when this returns.
  ///
  /// @param clock business time of all rooms
  public static Evenkeel start(ServerConfiguration configuration, Clock clock) {
    return new Evenkeel(configuration, clock);
  }

  /// Beyond this machine nobody may be let in unasked.
  private static void demandUsers(ServerConfiguration configuration, Identities identities) {
    if (!configuration.network().address().isLoopbackAddress() && !identities.isOn()) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "there is no user, so the server may listen on this machine only, not on %s"
                  .formatted(configuration.network().host()),
              "",
              "a first user, who is administrator",
              "evenkeel user add NAME --role admin --home " + configuration.home())
          .asException();
    }
  }

  private List<Route> workerRoutes(PrometheusMeterRegistry meters) {
    List<Route> routes =
        new ArrayList<>(
            Operations.routes(
                meters, () -> closed.get() ? List.of("it stops") : List.of(), () -> ""));
    routes.addAll(rooms.workerRoutes(publicUrl));
    return routes;
  }

  private List<Route> routes(PrometheusMeterRegistry meters) {
    List<Route> routes =
        new ArrayList<>(
            Operations.routes(
                meters, rooms.deployments()::notReady, rooms.deployments()::tritonMetrics));
    routes.addAll(new SignInPages(new SignIns(rooms.access(), this::publicAddress)).routes());
    routes.addAll(
        new AccountPages(rooms.access().tokens(), () -> rooms.loop().models().models()).routes());
    routes.addAll(rooms.routes(this::publicAddress));
    routes.addAll(console.routes());
    routes.addAll(new DeploymentPages(new DeploymentViews(rooms.deployments())).routes());
    routes.addAll(
        new ExperimentPages(
                new ExperimentViews(rooms.tracking(), rooms.registered(), rooms.datasetLinks()),
                () -> rooms.loop().models().models())
            .routes());
    routes.addAll(
        new GovernancePages(
                new GovernanceViews(rooms.governance()), () -> rooms.loop().models().models())
            .routes());
    routes.addAll(
        new WebhookPages(new WebhookViews(rooms.webhooks()), () -> rooms.loop().models().models())
            .routes());
    routes.addAll(
        new PipelinePages(rooms.pipelineViews(), () -> rooms.loop().models().models()).routes());
    routes.addAll(
        new DatasetPages(
                rooms.datasetViews(() -> publicAddress().toString()),
                () -> rooms.loop().models().models())
            .routes());
    routes.addAll(
        new ModelPages(rooms.modelViews(), () -> rooms.loop().models().models()).routes());
    routes.addAll(
        new TryPages(
                new TryViews(
                    rooms.loop().models(),
                    rooms.deployments(),
                    rooms.serving(),
                    () -> address().toString()))
            .routes());
    routes.add(
        Route.get("/openapi.json", "This list", _ -> Reply.json(RouteTable.openApi(routes)))
            .needs(Role.VIEWER));
    return routes;
  }

  /// What is mounted.
  List<Route> routes() {
    return routes;
  }

  /// The calls that are mounted beside them.
  List<ServerServiceDefinition> services() {
    return role.answers() ? rooms.services() : List.of();
  }

  /// Where people find it: what is configured, else where it answers.
  private URI publicAddress() {
    return publicUrl.orElseGet(this::address);
  }

  /// Where it answers.
  public URI address() {
    return URI.create("%s://%s:%d".formatted(scheme, host, http.port()));
  }

  /// The doors that a control loop knocks on.
  public LoopRooms loop() {
    return rooms.loop();
  }

  /// Which versions answer.
  public Deployments deployments() {
    return rooms.deployments();
  }

  /// What loads models.
  public Runtimes runtimes() {
    return rooms.runtimes();
  }

  /// Makes a model from outside the champion of its name.
  ///
  /// @param reason for the record of the alias
  public ModelVersion serve(NewVersion version, String reason) {
    ModelVersion registered = rooms.loop().models().register(version);
    rooms.loop().promotions().promoteByHand(registered, "person", reason);
    return registered;
  }

  /// Says that it is not ready, lets what is under way end, and closes everything. Again, it does
  /// nothing.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    rooms.deployments().stopping();
    http.drain();
    await(drain.delay());
    console.close();
    try {
      http.close();
    } finally {
      try {
        rooms.close();
      } finally {
        home.close();
      }
    }
  }

  private static void await(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the log folder cannot be written",
              folder.toString(),
              "a folder that can be written",
              "check its rights")
          .asException(e);
    }
  }
}

package dev.evenkeel.server;

import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import dev.evenkeel.console.Console;
import dev.evenkeel.serving.Deployments;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// A running Evenkeel: a home with all its rooms, served on a port of 127.0.0.1.
public final class Evenkeel implements AutoCloseable {
  private final Home home;
  private final Rooms rooms;
  private final Console console;
  private final HttpServer http;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ready;

  private Evenkeel(ServerConfiguration configuration, Clock clock) {
    home = Home.open(configuration.home());
    try {
      Logs.to(folder(configuration.home().resolve("logs")));
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      new JvmMemoryMetrics().bindTo(meters);
      new ProcessorMetrics().bindTo(meters);
      rooms = new Rooms(configuration, clock, meters);
      try {
        rooms.start();
        console = new Console(new LoopViews(rooms.loop()));
        http = HttpServer.start(configuration.port(), routes(meters));
      } catch (RuntimeException e) {
        rooms.close();
        throw e;
      }
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
    ready = true;
  }

  /// Opens the home and answers requests when this returns.
  ///
  /// @param clock business time of all rooms
  public static Evenkeel start(ServerConfiguration configuration, Clock clock) {
    return new Evenkeel(configuration, clock);
  }

  private List<Route> routes(PrometheusMeterRegistry meters) {
    List<Route> routes = new ArrayList<>(Operations.routes(meters, () -> ready));
    routes.addAll(rooms.routes());
    routes.addAll(console.routes());
    routes.add(
        Route.get("/openapi.json", "This list", _ -> Reply.json(RouteTable.openApi(routes))));
    return routes;
  }

  /// Where it answers.
  public URI address() {
    return URI.create("http://127.0.0.1:" + http.port());
  }

  /// The doors that a control loop knocks on.
  public LoopRooms loop() {
    return rooms.loop();
  }

  /// Which versions answer.
  public Deployments deployments() {
    return rooms.deployments();
  }

  /// Says that it is not ready, lets what is under way end, and closes everything. Again, it does
  /// nothing.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ready = false;
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

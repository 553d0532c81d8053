package dev.evenkeel.cli;

import dev.evenkeel.automation.FirstModel;
import dev.evenkeel.automation.HttpTraffic;
import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.automation.Replay;
import dev.evenkeel.automation.ReplayOptions;
import dev.evenkeel.automation.ReplayReport;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

/// Starts a server, replays a project against it and shows how it goes.
final class ReplayRun {
  /// As shells say it of a program that was interrupted.
  private static final int STOPPED = 130;

  private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  private final ReplayOptionsMixin options;
  private final Path home;
  private final PrintWriter out;
  private volatile boolean isDone;

  ReplayRun(ReplayOptionsMixin options, Path home, PrintWriter out) {
    this.options = options;
    this.home = home;
    this.out = out;
  }

  /// What is replayed; a file becomes a project only by looking at it with the query engine.
  @FunctionalInterface
  interface ProjectSource {
    LoopProject open(Datasets datasets);
  }

  int run(ProjectSource source, FirstModel firstModel) throws InterruptedException {
    ReplayOptions replayOptions = replayOptions();
    ServerConfiguration configuration = ServerConfiguration.read(home, System.getenv());
    if (options.port != null) {
      configuration = configuration.withPort(options.port);
    }
    SimulatedClock clock = new SimulatedClock(BEGINNING);
    Evenkeel evenkeel = Evenkeel.start(configuration, clock);
    try (Shutdown shutdown = new Shutdown(evenkeel, this::sayHowToGoOn)) {
      try {
        LoopProject project = source.open(evenkeel.loop().datasets());
        ReplayReport report = replay(evenkeel, clock, project, replayOptions, firstModel);
        writeReport(report);
        isDone = true;
        if (!options.exit) {
          new ReplayTerminal(out).servesOn(evenkeel.address(), project.model());
          Thread.currentThread().join();
        }
        return 0;
      } catch (RuntimeException e) {
        if (!shutdown.isUnderWay()) {
          throw e;
        }
        return STOPPED;
      }
    }
  }

  private void sayHowToGoOn() {
    if (!isDone) {
      out.printf(
          "%nStopped. The same command with --resume goes on after the last finished month.%n");
      out.flush();
    }
  }

  private ReplayReport replay(
      Evenkeel evenkeel,
      SimulatedClock clock,
      LoopProject project,
      ReplayOptions replayOptions,
      FirstModel firstModel) {
    try (ReplayTerminal terminal = new ReplayTerminal(out);
        HttpTraffic traffic = new HttpTraffic(evenkeel.address())) {
      terminal.opened(evenkeel.address());
      ReplayReport report =
          new Replay(
                  project,
                  evenkeel.loop(),
                  evenkeel.deployments(),
                  clock,
                  traffic,
                  replayOptions,
                  firstModel,
                  terminal)
              .run();
      terminal.table(report);
      return report;
    }
  }

  private ReplayOptions replayOptions() {
    Integer months = options.months;
    if (months != null && months < 1) {
      throw Problem.of(Problem.Kind.INPUT, "--months must be at least 1", "leave it out for all")
          .asException();
    }
    return new ReplayOptions(
        options.seed,
        months == null ? OptionalInt.empty() : OptionalInt.of(months),
        options.resume);
  }

  private void writeReport(ReplayReport report) {
    Path file = options.report;
    if (file == null) {
      return;
    }
    Map<String, Object> json = report.asJson();
    try {
      Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the report cannot be written",
              file.toString(),
              "a file that can be written",
              "check the path")
          .asException(e);
    }
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Serves a home until it is stopped.
@Command(
    name = "server",
    description = "Starts the server alone, without a project.",
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
  @Option(names = "--home", description = "Folder with all state (default: .evenkeel here).")
  @Nullable Path home;

  @Option(names = "--port", description = "Port; 0 takes a free one (default: 8080).")
  @Nullable Integer port;

  @Option(
      names = "--host",
      description = "Address to listen on (default: 127.0.0.1); another one needs users.")
  @Nullable String host;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "server answers, worker carries the steps of pipelines, all does both (default: all); the"
              + " first two need PostgreSQL.")
  @Nullable String role;

  @Spec CommandSpec spec;

  ServerCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfiguration configuration =
        ServerConfiguration.read(Homes.choose(home, Path.of("")), System.getenv());
    if (port != null) {
      configuration = configuration.withPort(port);
    }
    if (host != null) {
      configuration = configuration.withHost(host);
    }
    if (role != null) {
      configuration = configuration.withRole(role);
    }
    Evenkeel evenkeel = Evenkeel.start(configuration, Clock.system());
    try (Shutdown _ = new Shutdown(evenkeel, () -> {})) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("Evenkeel is ready at " + evenkeel.address());
      out.flush();
      Thread.currentThread().join();
    }
    return 0;
  }
}

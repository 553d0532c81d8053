package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.server.ShownTimes;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// The experiments of a running server.
@Command(
    name = "experiment",
    description = "Shows the experiments of a running server, makes new ones, imports from MLflow.",
    subcommands = ExperimentImportCommand.class,
    mixinStandardHelpOptions = true)
final class ExperimentCommand implements Runnable {
  @Spec CommandSpec spec;

  ExperimentCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, create or import?");
  }

  @Command(
      name = "list",
      description = "Lists experiments, the newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--filter",
              defaultValue = "",
              paramLabel = "FILTER",
              description = "In MLflow's words, as in \"name LIKE 'price%%'\".")
          String filter,
      @Mixin ServerMixin server) {
    try (TrackingServer tracking = server.openTracking()) {
      TrackingServer.Found found = tracking.experiments(filter);
      PrintWriter out = out();
      if (server.json) {
        out.println(Json.text(found.json()));
        return 0;
      }
      TextTable table = new TextTable("NAME", "ID", "CREATED");
      for (JsonNode experiment : found.items()) {
        long created = experiment.path("creation_time").asLong(0);
        table.add(
            Names.abbreviate(experiment.path("name").asString("")),
            Names.abbreviate(experiment.path("experiment_id").asString("")),
            created == 0 ? "" : ShownTimes.minute(created));
      }
      table.print(out);
      if (found.hasMore()) {
        out.printf("There are more: --filter.%n");
      }
    }
    return 0;
  }

  @Command(name = "create", description = "Makes an experiment.", mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "Name of the experiment.") String name,
      @Mixin ServerMixin server) {
    try (TrackingServer tracking = server.openTracking()) {
      String id = tracking.createExperiment(name);
      if (server.json) {
        out().println(Json.text(Map.of("experiment_id", id)));
      } else {
        out().printf("Made experiment %s (%s).%n", Names.abbreviate(name), id);
      }
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The runs of a running server.
@Command(
    name = "run",
    description = "Shows and compares the runs of a running server.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {
  private static final int COMPARED_MAX = 50;

  @Spec CommandSpec spec;

  RunCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, show, compare, delete or restore?");
  }

  @Command(
      name = "list",
      description = "Lists the runs of an experiment, the newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(paramLabel = "EXPERIMENT", description = "Its name or id.") String experiment,
      @Option(
              names = "--filter",
              defaultValue = "",
              paramLabel = "FILTER",
              description = "In MLflow's words, as in \"metrics.rmse < 1 and params.depth = '3'\".")
          String filter,
      @Option(
              names = "--order",
              defaultValue = "",
              paramLabel = "ORDER",
              description = "As in \"metrics.rmse ASC\".")
          String order,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Mixin ServerMixin server) {
    if (limit < 1 || limit > TrackingServer.FOUND_MAX) {
      throw refused("%d runs cannot be listed".formatted(limit), "--limit", "from 1 to 1000");
    }
    try (TrackingServer tracking = server.openTracking()) {
      String id = tracking.experiment(experiment).path("experiment_id").asString("");
      TrackingServer.Found found = tracking.runs(id, filter, order, limit);
      PrintWriter out = out();
      if (server.json) {
        out.println(Json.text(found.json()));
        return 0;
      }
      new RunTable(found.items().stream().map(LoggedRun::of).toList()).print(out);
      if (found.hasMore()) {
        out.printf("There are more: --limit, --filter.%n");
      }
    }
    return 0;
  }

  @Command(name = "show", description = "Shows what a run logged.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "RUN", description = "Its id.") String id,
      @Mixin ServerMixin server) {
    try (TrackingServer tracking = server.openTracking()) {
      LoggedRun run = tracking.run(id);
      TrackingServer.Found models = tracking.loggedModels(run);
      TrackingServer.Found files = tracking.files(run);
      if (server.json) {
        Map<String, Object> json = new LinkedHashMap<>();
        run.json().propertyStream().forEach(part -> json.put(part.getKey(), part.getValue()));
        put(json, "logged_models", models);
        put(json, "files", files);
        out().println(Json.text(json));
        return 0;
      }
      RunText text = new RunText(out());
      text.print(run, tracking.experimentOf(run.experimentId()));
      text.models(models);
      text.files(files);
    }
    return 0;
  }

  private static void put(Map<String, Object> json, String name, TrackingServer.Found found) {
    json.put(name, found.items());
    if (found.hasMore()) {
      json.put(name + "_next_page_token", found.next());
    }
  }

  @Command(
      name = "compare",
      description = "Shows in which parameters and metrics runs differ.",
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "RUN", arity = "2..*", description = "Their ids.") List<String> ids,
      @Option(names = "--all", description = "Shows what is equal too.") boolean all,
      @Mixin ServerMixin server) {
    if (ids.size() > COMPARED_MAX) {
      throw refused("%d runs are too many to compare".formatted(ids.size()), "RUN", "at most 50");
    }
    try (TrackingServer tracking = server.openTracking()) {
      RunComparison whole = RunComparison.of(ids.stream().map(tracking::run).toList());
      RunComparison shown = all ? whole : whole.differences();
      PrintWriter out = out();
      if (server.json) {
        out.println(Json.text(shown.json()));
      } else if (shown.isEmpty()) {
        out.println(
            whole.isEmpty()
                ? "They logged no parameters and no metrics."
                : "They do not differ; --all shows what is equal.");
      } else {
        shown.print(out);
      }
    }
    return 0;
  }

  private static RuntimeException refused(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where, expected, "").asException();
  }

  @Command(
      name = "delete",
      description = "Deletes a run; it is kept until it is restored.",
      mixinStandardHelpOptions = true)
  int delete(
      @Parameters(paramLabel = "RUN", description = "Its id.") String id,
      @Mixin ServerMixin server) {
    try (TrackingServer tracking = server.openTracking()) {
      tracking.delete(id);
      tell("Deleted", tracking.run(id), server);
      if (!server.json) {
        out().printf("Take it back: evenkeel run restore %s%n", Names.abbreviate(id));
      }
    }
    return 0;
  }

  @Command(
      name = "restore",
      description = "Takes the deletion of a run back.",
      mixinStandardHelpOptions = true)
  int restore(
      @Parameters(paramLabel = "RUN", description = "Its id.") String id,
      @Mixin ServerMixin server) {
    try (TrackingServer tracking = server.openTracking()) {
      tracking.restore(id);
      tell("Restored", tracking.run(id), server);
    }
    return 0;
  }

  private void tell(String done, LoggedRun run, ServerMixin server) {
    if (server.json) {
      out().println(Json.text(run.stage()));
    } else {
      out().printf("%s run %s.%n", done, Names.abbreviate(run.name()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What experiments and models belong to.
@Command(
    name = "project",
    description = "Makes and lists projects, in which roles are given.",
    mixinStandardHelpOptions = true)
final class ProjectCommand implements Runnable {
  @Spec CommandSpec spec;

  ProjectCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create or list?");
  }

  @Command(name = "create", description = "Makes a project.", mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "Name of the project.") String name,
      @Option(
              names = "--description",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "What it is for.")
          String description,
      @Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      JsonNode made =
          door.ask(
              "POST",
              List.of("projects"),
              Map.of(),
              Map.of("name", name, "description", description));
      if (access.json) {
        out().println(made);
      } else {
        out().printf("Made project %s.%n", Names.abbreviate(name));
      }
    }
    return 0;
  }

  @Command(name = "list", description = "Lists projects by name.", mixinStandardHelpOptions = true)
  int list(@Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      List<JsonNode> projects = AccessMixin.all(door, "projects", Map.of());
      if (access.json) {
        out().println(Json.text(projects));
        return 0;
      }
      TextTable table = new TextTable("NAME", "DESCRIPTION");
      projects.forEach(project ->
          table.add(
              Names.abbreviate(project.path("name").asString("")),
              Names.abbreviate(project.path("description").asString(""))));
      table.print(out());
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

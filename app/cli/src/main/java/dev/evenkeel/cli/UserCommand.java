package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Who may come in, and what they may do.
@Command(
    name = "user",
    description = "Cares for users of a home or of a running server.",
    mixinStandardHelpOptions = true)
final class UserCommand implements Runnable {
  private static final String EVERYWHERE = "*";

  @Spec CommandSpec spec;

  UserCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "add, list, role, password, disable, enable or remove?");
  }

  @Command(
      name = "add",
      description = "Makes a user; without --ask or --stdin, with a password that is told once.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Option(
              names = "--role",
              defaultValue = "",
              paramLabel = "ROLE",
              description = "viewer, editor, deployer or admin (default: none).")
          String role,
      @Option(
              names = "--project",
              defaultValue = EVERYWHERE,
              paramLabel = "PROJECT",
              description = "In which the role counts (default: all).")
          String project,
      @Mixin NewPassword password,
      @Mixin AccessMixin access) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("roles", role.isEmpty() ? Map.of() : Map.of(project, role));
    password.read().ifPresent(chosen -> body.put("password", chosen));
    try (AccessMixin.Door door = access.open()) {
      told("Made", door.ask("POST", List.of("users"), Map.of(), body), access);
    }
    return 0;
  }

  @Command(name = "list", description = "Lists users by name.", mixinStandardHelpOptions = true)
  int list(@Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      List<JsonNode> users = AccessMixin.all(door, "users", Map.of());
      if (access.json) {
        out().println(Json.text(users));
        return 0;
      }
      TextTable table = new TextTable("NAME", "ROLES", "");
      users.forEach(user ->
          table.add(
              Names.abbreviate(user.path("name").asString("")),
              roles(user),
              user.path("disabled").asBoolean(false) ? "disabled" : ""));
      table.print(out());
    }
    return 0;
  }

  private static String roles(JsonNode user) {
    return user.path("roles")
        .propertyStream()
        .map(each -> each.getValue().asString("") + " in " + place(each.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String place(String project) {
    return project.equals(EVERYWHERE) ? "all projects" : Names.abbreviate(project);
  }

  @Command(
      name = "role",
      description = "Gives a role, in place of the one before; `none` takes it away.",
      mixinStandardHelpOptions = true)
  int role(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Parameters(paramLabel = "ROLE", description = "viewer, editor, deployer, admin or none.")
          String role,
      @Option(
              names = "--project",
              defaultValue = EVERYWHERE,
              paramLabel = "PROJECT",
              description = "In which it counts (default: all).")
          String project,
      @Mixin AccessMixin access) {
    List<String> path = List.of("users", name, "roles", project);
    try (AccessMixin.Door door = access.open()) {
      told(
          "Changed",
          role.equals("none")
              ? door.ask("DELETE", path, Map.of(), Map.of())
              : door.ask("PUT", path, Map.of(), Map.of("role", role)),
          access);
    }
    return 0;
  }

  @Command(
      name = "password",
      description =
          "Sets another password, and ends sessions; without --ask or --stdin, one is"
              + " made and told once.",
      mixinStandardHelpOptions = true)
  int password(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Mixin NewPassword password,
      @Mixin AccessMixin access) {
    Map<String, Object> body = new LinkedHashMap<>();
    password.read().ifPresent(chosen -> body.put("password", chosen));
    try (AccessMixin.Door door = access.open()) {
      told("Changed", door.ask("PUT", List.of("users", name, "password"), Map.of(), body), access);
    }
    return 0;
  }

  @Command(
      name = "disable",
      description = "Lets nobody in by this name, and none of its tokens.",
      mixinStandardHelpOptions = true)
  int disable(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Mixin AccessMixin access) {
    return act("Disabled", List.of("users", name, "disable"), access);
  }

  @Command(
      name = "enable",
      description = "Lets somebody in again.",
      mixinStandardHelpOptions = true)
  int enable(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Mixin AccessMixin access) {
    return act("Enabled", List.of("users", name, "enable"), access);
  }

  private int act(String done, List<String> path, AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      told(done, door.ask("POST", path, Map.of(), Map.of()), access);
    }
    return 0;
  }

  @Command(
      name = "remove",
      description = "Removes a user with roles, tokens and sessions.",
      mixinStandardHelpOptions = true)
  int remove(
      @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
      @Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      told("Removed", door.ask("DELETE", List.of("users", name), Map.of(), Map.of()), access);
    }
    return 0;
  }

  private void told(String done, JsonNode user, AccessMixin access) {
    if (access.json) {
      out().println(user);
      return;
    }
    String roles = roles(user);
    out()
        .printf(
            "%s user %s%s.%n",
            done,
            Names.abbreviate(user.path("name").asString("")),
            roles.isEmpty() ? "" : ": " + roles);
    if (user.has("password")) {
      out().printf("Password, told this once: %s%n", user.path("password").asString(""));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.server.ShownTimes;
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
import tools.jackson.databind.JsonNode;

/// What programs show in place of a person.
@Command(
    name = "token",
    description = "Cares for the tokens of a user, which programs show.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {
  @Spec CommandSpec spec;

  TokenCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create, list or revoke?");
  }

  @Command(
      name = "create",
      description = "Makes a token, which is told once.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "Name of the token.") String name,
      @Option(
              names = "--user",
              defaultValue = "",
              paramLabel = "USER",
              description = "Whose it is (default: of whoever asks a server).")
          String user,
      @Option(
              names = "--project",
              defaultValue = "",
              paramLabel = "PROJECT",
              description = "Of what is made with it (default: default).")
          String project,
      @Option(
              names = "--role",
              defaultValue = "",
              paramLabel = "ROLE",
              description = "Its user's roles count up to this one (default: all of them).")
          String role,
      @Option(
              names = "--days",
              defaultValue = "90",
              paramLabel = "N",
              description = "How long it counts, up to 366 (default: ${DEFAULT-VALUE}).")
          int days,
      @Mixin AccessMixin access) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("days", days);
    Map.of("user", user, "project", project, "role", role)
        .forEach((field, value) -> {
          if (!value.isEmpty()) {
            body.put(field, value);
          }
        });
    try (AccessMixin.Door door = access.open()) {
      JsonNode made = door.ask("POST", List.of("tokens"), Map.of(), body);
      if (access.json) {
        out().println(made);
      } else {
        out()
            .printf(
                "Made token %s of %s, until %s. Told this once:%n%s%n",
                Names.abbreviate(made.path("name").asString("")),
                Names.abbreviate(made.path("user").asString("")),
                ShownTimes.minute(made.path("expiresMillis").asLong(0)),
                made.path("token").asString(""));
      }
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists the tokens of a user by name.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--user",
              defaultValue = "",
              paramLabel = "USER",
              description = "Whose they are (default: of whoever asks a server).")
          String user,
      @Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      List<JsonNode> tokens = AccessMixin.all(door, "tokens", Map.of("user", user));
      if (access.json) {
        out().println(Json.text(tokens));
        return 0;
      }
      TextTable table = new TextTable("NAME", "UP TO", "PROJECT", "UNTIL", "LAST USED");
      tokens.forEach(token ->
          table.add(
              Names.abbreviate(token.path("name").asString("")),
              token.path("role").asString(""),
              Names.abbreviate(token.path("project").asString("")),
              ShownTimes.minute(token.path("expiresMillis").asLong(0)),
              token.has("usedMillis")
                  ? ShownTimes.minute(token.path("usedMillis").asLong(0))
                  : "never"));
      table.print(out());
    }
    return 0;
  }

  @Command(name = "revoke", description = "Ends a token.", mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "NAME", description = "Name of the token.") String name,
      @Option(
              names = "--user",
              defaultValue = "",
              paramLabel = "USER",
              description = "Whose it is (default: of whoever asks a server).")
          String user,
      @Mixin AccessMixin access) {
    try (AccessMixin.Door door = access.open()) {
      JsonNode gone = door.ask("DELETE", List.of("tokens", name), Map.of("user", user), Map.of());
      if (access.json) {
        out().println(gone);
      } else {
        out().printf("Revoked token %s.%n", Names.abbreviate(name));
      }
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

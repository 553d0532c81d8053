package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Users, tokens and projects, as an administrator cares for them.
class AccessCommandTest {
  @TempDir Path home;

  private Cli.Seen atHome(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home));
    return Cli.run(all.toArray());
  }

  private JsonNode json(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Cli.Seen seen = atHome(all.toArray());
    assertThat(seen.err()).isEmpty();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the answer");
  }

  @Test
  void theFirstAdministratorComesBeforeTheFirstStart() {
    assertThat(atHome("user", "add", "anna").err()).contains("must be an administrator");

    Cli.Seen made = atHome("user", "add", "root", "--role", "admin");

    assertThat(made.err()).isEmpty();
    assertThat(made.out())
        .contains("Made user root: admin in all projects.")
        .containsPattern("Password, told this once: [A-Za-z0-9]{20}");
    assertThat(atHome("user", "list").out()).contains("root  admin in all projects");
  }

  @Test
  void usersGetRolesAndLoseThem() {
    atHome("user", "add", "root", "--role", "admin");
    assertThat(atHome("project", "create", "fraud", "--description", "Cards").out())
        .contains("Made project fraud.");
    atHome("user", "add", "anna", "--role", "viewer", "--project", "fraud");

    assertThat(json("user", "role", "anna", "editor", "--project", "fraud").path("roles"))
        .hasToString("{\"fraud\":\"editor\"}");
    assertThat(json("user", "role", "anna", "none", "--project", "fraud").path("roles"))
        .hasToString("{}");
    assertThat(atHome("user", "disable", "anna").out()).contains("Disabled user anna");
    assertThat(atHome("user", "list").out()).containsPattern("anna +disabled");
    assertThat(atHome("user", "remove", "anna").exitCode()).isZero();
    assertThat(atHome("user", "remove", "root").exitCode()).isEqualTo(5);
    assertThat(atHome("user", "role", "root", "king").err()).contains("viewer, editor");
    assertThat(atHome("user", "role", "root", "viewer", "--project", "nowhere").exitCode())
        .isEqualTo(4);
    assertThat(json("project", "list").findValuesAsString("name"))
        .containsExactly("default", "fraud");
  }

  @Test
  void tokensAreToldOnce() {
    atHome("user", "add", "root", "--role", "admin");

    String token =
        json("token", "create", "ci", "--user", "root", "--role", "editor", "--days", "7")
            .path("token")
            .asString("");

    assertThat(token).matches("ek_[A-Za-z0-9]{43}");
    assertThat(json("token", "list", "--user", "root").toString())
        .contains("\"role\":\"editor\"")
        .doesNotContain(token);
    assertThat(atHome("token", "revoke", "ci", "--user", "root").out())
        .contains("Revoked token ci.");
    assertThat(atHome("token", "create", "ci", "--user", "nobody").exitCode()).isEqualTo(4);
    assertThat(atHome("token", "create", "ci", "--user", "root", "--days", "9999").exitCode())
        .isEqualTo(2);
  }

  @Test
  void aRunningServerIsAskedAtItsAddresses() {
    try (Evenkeel evenkeel =
        Evenkeel.start(new ServerConfiguration(home, 0, "", "", ""), Clock.system())) {
      Cli.Seen refused = atHome("user", "list");
      Cli.Seen made =
          Cli.run("project", "create", "ads", "--server", evenkeel.address().toString());
      Cli.Seen listed = Cli.run("project", "list", "--server", evenkeel.address().toString());

      assertThat(refused.exitCode()).isEqualTo(5);
      assertThat(refused.err()).contains("--server URL");
      assertThat(made.out()).contains("Made project ads.");
      assertThat(listed.out()).contains("ads").contains("default");
      assertThat(
              Cli.run(
                      "user",
                      "add",
                      "root",
                      "--role",
                      "admin",
                      "--server",
                      evenkeel.address().toString())
                  .out())
          .contains("told this once");
    }
  }
}

package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.server.GuardedServer.Answer;
import dev.evenkeel.store.Acting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What people do at a running server is in its audit log, with their address and with the project
/// of what they did it to.
@Timeout(180)
class AuditTrailTest {
  private static final String MODEL = "churn";

  @TempDir Path folder;
  private GuardedServer server;

  @BeforeEach
  void start() throws IOException {
    server = GuardedServer.start(folder.resolve("home"));
    assertThat(admin("POST", "/api/v1/projects", "{\"name\": \"fraud\"}").status()).isLessThan(300);
    Principal ann = new Principal("ann", Map.of("fraud", Role.DEPLOYER));
    new Acting(ann, "fraud").run(() -> TestModel.promote(server.evenkeel.loop(), MODEL));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer admin(String method, String path, String body) throws IOException {
    return server.send(method, path, GuardedServer.bearer(server.admin), body);
  }

  private List<String> entries(String query) throws IOException {
    Answer answer = admin("GET", "/api/v1/audit?" + query, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> entries = new ArrayList<>();
    JsonNode page = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "the audit log");
    for (JsonNode entry : page.path("entries").values()) {
      entries.add(
          "%s %s %s %s %s"
              .formatted(
                  entry.path("actor").asString(),
                  entry.path("address").asString(),
                  entry.path("project").asString(),
                  entry.path("action").asString(),
                  entry.path("subject").asString()));
    }
    return entries;
  }

  @Test
  void whoLoadsUnloadsAndSpreadsTrafficIsWrittenDownInTheModelsProject() throws IOException {
    assertThat(admin("POST", "/api/v1/deployments/churn/unload", "").status()).isLessThan(300);
    assertThat(admin("POST", "/v2/repository/models/churn/load", "").status()).isEqualTo(200);
    assertThat(admin("PUT", "/api/v1/deployments/churn", "{\"traffic\": {\"1\": 100}}").status())
        .isLessThan(300);

    assertThat(entries("action=deployment&project=fraud"))
        .containsExactly(
            "root 127.0.0.1 fraud deployment.set model/churn",
            "root 127.0.0.1 fraud deployment.loaded model/churn",
            "root 127.0.0.1 fraud deployment.unloaded model/churn");
    assertThat(entries("action=deployment&project=default")).isEmpty();
    assertThat(admin("GET", "/api/v1/audit/verify", "").body()).contains("\"isWhole\":true");
  }

  @Test
  void whoIsRefusedToUnloadLeavesNoEntry() throws IOException {
    assertThat(
            server
                .send(
                    "POST",
                    "/api/v1/deployments/churn/unload",
                    GuardedServer.bearer(server.editor),
                    "")
                .status())
        .isEqualTo(403);

    assertThat(entries("action=deployment")).isEmpty();
  }

  @Test
  void signInsAndWrongPasswordsAreWrittenDownAndThePageIsAskedByProjectAndTime()
      throws IOException {
    server.session("vera");
    server.send(
        "POST",
        "/sign-in",
        Map.of("Content-Type", "application/x-www-form-urlencoded", "Origin", server.origin()),
        "user=vera&password=guessed-wrongly&to=/");

    assertThat(entries("action=sign-in"))
        .containsExactly(
            "anonymous 127.0.0.1 default sign-in.failed user/vera",
            "vera 127.0.0.1 default sign-in.done user/vera");
    assertThat(admin("GET", "/audit?project=fraud", "").body())
        .contains("version.registered")
        .doesNotContain("sign-in.done");
    assertThat(admin("GET", "/audit?from=2999-01-01T00:00:00Z", "").body())
        .doesNotContain("version.registered");
    assertThat(admin("GET", "/audit?from=yesterday", "").status()).isEqualTo(422);
  }
}

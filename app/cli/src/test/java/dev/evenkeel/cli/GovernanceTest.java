package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.GateReport;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Protected aliases, approvals and the audit log, as people meet them.
@Timeout(180)
class GovernanceTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private Evenkeel evenkeel;

  @BeforeEach
  void startWithTwoVersions() throws Exception {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    Path model = Files.writeString(folder.resolve("model.json"), TreeFile.of(List.of("x"), 2));
    run("model", "register", model, "--name", "churn");
    run("model", "register", model, "--name", "churn");
  }

  @AfterEach
  void stop() {
    client.close();
    evenkeel.close();
  }

  private Cli.Seen run(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", evenkeel.address()));
    return Cli.run(all.toArray());
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    URI address = evenkeel.address().resolve(path);
    return client.send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int champion() {
    return evenkeel.loop().models().champion("churn").map(version -> version.number()).orElse(0);
  }

  @Test
  void aProtectedChampionWaitsForApprovalWhicheverWayItIsAsked() throws Exception {
    assertThat(run("model", "protect", "churn", "champion", "--approvals", 1).err()).isEmpty();

    Cli.Seen promoted = run("promote", "churn@1", "--reason", "better");
    HttpResponse<String> mlflow =
        send(
            "POST",
            "/api/2.0/mlflow/registered-models/alias",
            "application/json",
            "{\"name\": \"churn\", \"alias\": \"champion\", \"version\": \"1\"}");

    assertThat(promoted.exitCode()).isEqualTo(5);
    assertThat(promoted.err()).contains("request 1 waits for 1 of 1 approvals");
    assertThat(mlflow.statusCode()).isEqualTo(409);
    assertThat(mlflow.body()).contains("RESOURCE_CONFLICT", "`evenkeel approve 1`");
    assertThat(champion()).isZero();
    assertThat(run("approvals").out())
        .containsPattern("1 +alias.move +model/churn +alias=champion from=0 to=1")
        .contains("0 of 1");
    assertThat(run("approve", 1, "--reason", "seen").out())
        .isEqualTo("Request 1 is approved and done.%n".formatted());
    assertThat(champion()).isEqualTo(1);
    assertThat(evenkeel.deployments().withChampion()).containsExactly("churn");
    assertThat(run("approve", 1).exitCode()).isEqualTo(5);
    assertThat(run("approve", 7).exitCode()).isEqualTo(4);
    assertThat(run("model", "protect", "churn", "champion", "--remove").exitCode()).isZero();
    assertThat(run("promote", "churn@2").err()).isEmpty();
  }

  @Test
  void aRejectionOnThePageKeepsTheChampionAndIsShownWithItsReason() throws Exception {
    run("model", "protect", "*", "champion", "--approvals", 1);
    run("promote", "churn@2", "--reason", "<b>bold</b>");

    String waiting = send("GET", "/approvals", "text/plain", "").body();
    HttpResponse<String> wordless =
        send("POST", "/approvals/1/reject", "application/x-www-form-urlencoded", "reason=");
    HttpResponse<String> rejected =
        send(
            "POST", "/approvals/1/reject", "application/x-www-form-urlencoded", "reason=too+early");

    assertThat(waiting)
        .contains("champion of churn: nothing → version 2", "&lt;b&gt;bold&lt;/b&gt;")
        .contains("action=\"/approvals/1/approve\"");
    assertThat(wordless.body()).contains("a rejection needs a reason");
    assertThat(rejected.statusCode()).isEqualTo(303);
    assertThat(send("GET", "/approvals", "text/plain", "").body())
        .contains("Nothing waits", "rejected", "too early");
    assertThat(champion()).isZero();
  }

  @Test
  void anAliasIsMovedAndRemovedInATerminalButNotTheChampion() {
    assertThat(run("model", "alias", "churn", "challenger", 2).out())
        .isEqualTo("challenger of churn points at 2 now.%n".formatted());
    assertThat(run("model", "list").out()).contains("challenger=2");
    assertThat(run("model", "alias", "churn", "challenger", "--delete").out())
        .contains("points at nothing");
    assertThat(run("model", "alias", "churn", "challenger", "--delete").exitCode()).isEqualTo(4);
    assertThat(run("model", "alias", "churn", "challenger").exitCode()).isEqualTo(2);

    Cli.Seen champion = run("model", "alias", "churn", "champion", 2);

    assertThat(champion.exitCode()).isEqualTo(2);
    assertThat(champion.err()).contains("evenkeel promote churn@2");
  }

  @Test
  void whatAPolicyAsksPeopleWaitsInTheOneListWithWhatItsGatesSaid() throws Exception {
    evenkeel
        .loop()
        .promotions()
        .promote(
            evenkeel.loop().models().version("churn", 2).orElseThrow(),
            (_, _) ->
                new Verdict.Pass(
                    "better",
                    new GateReport(
                        Map.of("floor", "PASS: beats a linear model"), 1, Duration.ofDays(7))),
            "policy",
            _ -> {});

    assertThat(champion()).isZero();
    assertThat(run("approvals").out()).containsPattern("1 +gate +model/churn");
    assertThat(send("GET", "/approvals", "text/plain", "").body())
        .contains("floor PASS: beats a linear model");
    assertThat(send("GET", "/api/v1/approvals/1", "text/plain", "").body())
        .contains("\"kind\":\"gate\"", "\"gate.floor\":\"PASS: beats a linear model\"");
    assertThat(run("approve", 1, "--reason", "seen").exitCode()).isZero();
    assertThat(champion()).isEqualTo(2);
    assertThat(run("reject", 1, "--reason", "late").exitCode()).isEqualTo(5);
  }

  @Test
  void theAuditLogIsListedExportedAndVerified() throws Exception {
    run("model", "alias", "churn", "challenger", 2, "--reason", "to try");
    run("promote", "churn@1");

    assertThat(run("audit", "list", "--action", "alias").out().lines())
        .satisfiesExactly(
            header -> assertThat(header).startsWith("ENTRY"),
            champion -> assertThat(champion).contains("alias.set", "champion"),
            challenger -> assertThat(challenger).contains("alias.set", "challenger", "to try"));
    assertThat(run("audit", "export").out().lines())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("{\"id\":1,")
        .contains("version.registered");
    assertThat(run("audit", "verify").out()).startsWith("All 4 entries are as they were written");
    assertThat(run("audit", "list", "--from", "yesterday").exitCode()).isEqualTo(2);
    assertThat(send("GET", "/audit?action=alias", "text/plain", "").body())
        .contains("challenger", "to try")
        .doesNotContain("version.registered");
  }
}

package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands that explain models, and the pages of the same, against a running server.
@Timeout(300)
class ModelExplainCommandsTest {
  @TempDir Path folder;
  private Evenkeel evenkeel;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    server = new RunningServer(evenkeel.address().toString());
    Path file = folder.resolve("churn.json");
    Files.writeString(file, TreeFile.of(List.of("x", "y"), 2));
    good("model", "register", file, "--name", "churn", "--labels", "stays,leaves");
    Files.writeString(file, TreeFile.of(List.of("x", "z"), 2));
    good("model", "register", file, "--name", "churn", "--labels", "stays,leaves");
    good("promote", "churn@2");
  }

  @AfterEach
  void close() {
    server.close();
    evenkeel.close();
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private String good(Object... arguments) {
    Cli.Seen seen = cli(arguments);
    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    return seen.out();
  }

  private String page(String path) {
    return new String(server.bytes(path), StandardCharsets.UTF_8);
  }

  @Test
  void tagsDescriptionsAndCardsReachThePages() throws IOException {
    Path card = folder.resolve("card.md");
    Files.writeString(card, "# For letters\n\n<script>x</script> [a](javascript:alert(1))");
    good("model", "tag", "churn", "team=risk", "old=1");
    good("model", "tag", "churn", "old=");
    good("model", "describe", "churn", "who will leave");
    good("model", "card", "churn@2", "--edit", card);

    assertThat(good("model", "card", "churn@2")).contains("# For letters", "## Facts");
    assertThat(page("models"))
        .contains("team: risk", "who will leave", "/models/churn/versions/2")
        .doesNotContain("old: 1");
    assertThat(page("models?filter=nobody")).contains("No model fits");
    assertThat(page("models/churn")).contains("champion", "promoted by hand", "versions=1,2");
    assertThat(page("models/churn/versions/2"))
        .contains("<h1>For letters</h1>", "Nobody told:", "class=\"lineage\"", "stays, leaves")
        .doesNotContain("<script>x", "href=\"javascript");
    assertThat(page("models/churn/loop")).contains("churn");
  }

  @Test
  void versionsDifferInWhatDiffers() {
    assertThat(good("model", "compare", "churn@1", "churn@2"))
        .contains("churn@1", "signature.input y", "signature.input z")
        .doesNotContain("signature.input x");
    assertThat(page("models/churn/compare?versions=1&versions=2")).contains("input z");
  }

  @Test
  void lineageGoesBothWays() {
    JsonNode graph = server.get("api/v1/models/churn/versions/2/lineage");
    assertThat(graph.path("subject").asString()).isEqualTo("version:churn@2");
    assertThat(graph.path("missing").size()).isEqualTo(5);
    assertThat(graph.path("nodes").valueStream().map(node -> node.path("type").asString("")))
        .contains("DEPLOYMENT");
    assertThat(
            server
                .get("api/v1/lineage?subject=deployment:churn/champion")
                .path("subject")
                .asString())
        .isEqualTo("version:churn@2");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(cli("model", "tag", "churn", "team").exitCode()).isEqualTo(2);
    assertThat(cli("model", "compare", "churn@1", "other@2").exitCode()).isEqualTo(2);
    assertThat(cli("model", "card", "churn@9").exitCode()).isEqualTo(4);
    assertThat(cli("model", "compare", "churn@1", "churn@9").exitCode()).isEqualTo(4);
  }
}

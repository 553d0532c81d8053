package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The pages of pipelines, walked through as people do.
@Timeout(300)
class PipelinesBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  @TempDir static Path folder;
  private static Browser browser;
  private static GuardedServer server;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open(folder.resolve("profile"));
    server = GuardedServer.start(folder.resolve("home"));
    deploy("broken", "steps: {load: }\n");
    deploy("asked", "steps: {load: {approve: {role: viewer}}}\n");
    StringBuilder many = new StringBuilder("steps:\n");
    for (int step = 0; step < 250; step++) {
      many.append("  s%03d: {uses: load, approve: {role: viewer}}\n".formatted(step));
    }
    deploy("many", many.toString());
    browser.size(1280, false);
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
    browser.close();
  }

  private static void deploy(String name, String steps) throws IOException {
    String definition = "version: 1\nname: %s\n%s".formatted(name, steps);
    send("PUT", "/api/v1/pipelines/" + name, Map.of("definition", definition));
  }

  private static String start(String pipeline) throws IOException {
    String answer =
        send("POST", "/api/v1/pipelines/" + pipeline + "/runs", Map.of("cause", HOSTILE));
    return Json.parse(answer.getBytes(StandardCharsets.UTF_8), "a run").path("id").asString("");
  }

  private static String send(String method, String path, Map<String, ?> body) throws IOException {
    Map<String, String> headers = new HashMap<>(GuardedServer.bearer(server.editor));
    headers.put("Content-Type", "application/json");
    GuardedServer.Answer answer = server.send(method, path, headers, Json.text(body));
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private static void open(String path) {
    browser.page.get(server.evenkeel.address() + path);
  }

  private static int count(String selector) {
    return browser.page.findElements(By.cssSelector(selector)).size();
  }

  private static void awaitState(String state) {
    new WebDriverWait(browser.page, Duration.ofSeconds(60))
        .ignoring(WebDriverException.class)
        .until(_ -> browser.page.findElement(By.id("state")).getText().equals(state));
  }

  @Test
  void fromTheListToARunThatFailedAndOneThatGoesOn() throws IOException {
    start("broken");
    browser.signIn(server.evenkeel.address(), "ed");
    browser.click(By.linkText("Pipelines"));
    assertThat(browser.main()).contains("broken", "asked", HOSTILE);
    browser.click(By.linkText("broken"));
    assertThat(count("svg.lineage g")).isOne();
    browser.click(By.cssSelector("tbody th a"));
    // The page renews itself.
    awaitState("failed");
    browser.page.navigate().refresh();
    assertThat(browser.page.findElement(By.id("failed")).getText()).contains("load failed");
    assertThat(count("svg.lineage .step-failed")).isOne();

    browser.click(By.cssSelector("form[action$=retry] button"));

    assertThat(browser.main()).contains("an earlier run");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aStepWaitsForWhoeverIsAskedOnThePage() throws IOException {
    String run = start("asked");
    browser.signIn(server.evenkeel.address(), "vera");
    open("/pipeline-runs/" + run);
    awaitState("running");
    new WebDriverWait(browser.page, Duration.ofSeconds(60))
        .until(ExpectedConditions.presenceOfElementLocated(By.name("note")));

    browser.click(By.cssSelector("form[action$=approve] button.plain"));

    awaitState("failed");
    assertThat(browser.main()).contains("refused by vera").doesNotContain("waits for approval");
  }

  @Test
  void aRunOfManyStepsComesInPages() throws IOException {
    String run = start("many");
    browser.signIn(server.evenkeel.address(), "ed");
    open("/pipeline-runs/" + run + "?after=200");

    assertThat(count("tbody tr")).isEqualTo(50);
    assertThat(browser.main())
        .contains("Too many steps to draw", "s249")
        .doesNotContain("More steps");
    browser.click(By.cssSelector("form[action$=cancel] button"));
    awaitState("cancelled");
    assertThat(count("tbody tr")).isEqualTo(100);
  }
}

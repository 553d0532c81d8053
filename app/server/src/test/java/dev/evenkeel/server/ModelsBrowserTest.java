package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/// The way of a version over the pages: from the list of models to an approval, and to whoever is
/// told of it.
class ModelsBrowserTest {
  @TempDir Path folder;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Browser browser;
  private GuardedServer server;
  private HttpServer receiver;

  @BeforeEach
  void open() throws IOException {
    browser = Browser.open(folder.resolve("profile"));
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          told.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve(ServerConfiguration.FILE), "egress: {allow: [127.0.0.1/32]}");
    server = GuardedServer.start(ServerConfiguration.read(home, Map.of()).withPort(0));
    TestModel.register(server.evenkeel.loop(), "churn");
    TestModel.register(server.evenkeel.loop(), "churn");
    browser.size(1280, false);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
    if (receiver != null) {
      receiver.stop(0);
    }
    browser.close();
  }

  private void open(String path) {
    browser.page.get(server.evenkeel.address() + path);
  }

  private String path() {
    return String.valueOf(browser.run("location.pathname + location.search"));
  }

  private int ask(String method, String path, String token, Map<String, ?> body)
      throws IOException {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    return server.send(method, path, headers, Json.text(body)).status();
  }

  @Test
  void aRequestIsFoundLookedAtAndApproved() throws IOException {
    String aliases = "/api/v1/models/churn/aliases/";
    assertThat(
            ask(
                "PUT",
                "/api/v1/models/churn/protections/beta",
                server.admin,
                Map.of("role", "editor", "approvals", 1)))
        .isEqualTo(200);
    assertThat(ask("PUT", aliases + "beta", server.editor, Map.of("version", "2"))).isEqualTo(409);
    browser.signIn(server.evenkeel.address(), "root");

    open("/models");
    browser.click(By.linkText("churn"));
    assertThat(browser.main()).contains("Versions", "No alias has been set");
    browser.click(By.cssSelector("tbody th a"));
    assertThat(path()).isEqualTo("/models/churn/versions/2");
    assertThat(browser.main()).contains("Where it came from", "Nobody told");
    assertThat(browser.page.findElements(By.cssSelector("svg.lineage g"))).isNotEmpty();

    browser.page.navigate().back();
    for (String version : List.of("1", "2")) {
      browser.page.findElement(By.cssSelector("input[value='" + version + "']")).click();
    }
    browser.click(By.cssSelector("form[action$=compare] button"));
    assertThat(path()).isEqualTo("/models/churn/compare?versions=2&versions=1");
    assertThat(browser.main()).contains("Signature", "@1", "@2");

    browser.click(By.linkText("Approvals"));
    assertThat(browser.main()).contains("nothing → version 2", "ed, ", "0 of 1 approvals");
    browser.click(By.linkText("See the version"));
    assertThat(path()).isEqualTo("/models/churn/versions/2");
    browser.click(By.linkText("Approvals"));
    browser.page.findElement(By.name("reason")).sendKeys("looked at it");
    browser.click(By.cssSelector(".decide button"));
    assertThat(browser.main())
        .contains("Nothing waits", "Decided", "root approved", "looked at it");

    open("/models/churn");
    assertThat(browser.page.findElement(By.cssSelector("tbody tr")).getText()).contains("beta");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void historyNamesWhoSignedInWhateverTheyClaim() throws IOException {
    Map<String, String> claimed = Map.of("version", "1", "actor", "mallory");
    assertThat(ask("PUT", "/api/v1/models/churn/aliases/one", server.editor, claimed))
        .isEqualTo(200);
    assertThat(
            ask(
                "POST",
                "/api/2.0/mlflow/registered-models/alias",
                server.editor,
                Map.of("name", "churn", "alias", "two", "version", "2")))
        .isEqualTo(200);
    browser.signIn(server.evenkeel.address(), "root");

    open("/models/churn");

    String moves = browser.page.findElement(By.cssSelector(".moves")).getText();
    assertThat(moves.split("by ed", -1)).hasSize(3);
    assertThat(moves).doesNotContain("mallory", "mlflow");
  }

  @Test
  void aWebhookIsMadeTestedToldAgainAndDeleted() throws Exception {
    browser.signIn(server.evenkeel.address(), "root");
    open("/webhooks");
    make("metadata", "https://169.254.169.254/latest");
    assertThat(browser.page.findElement(By.cssSelector("[role=alert]")).getText())
        .contains("169.254.169.254");
    make("pager", "http://127.0.0.1:%d/in".formatted(receiver.getAddress().getPort()));
    String secret = browser.page.findElement(By.cssSelector("#secret code")).getText();
    assertThat(secret).startsWith("whsec_");
    open("/webhooks");
    assertThat(browser.page.getPageSource()).doesNotContain(secret.substring(6));

    browser.click(By.linkText("pager"));
    browser.click(By.xpath("//button[.='Send an example']"));
    assertThat(browser.page.findElement(By.id("tested")).getText()).contains("answered 200");
    told.poll(20, TimeUnit.SECONDS);
    ask("PUT", "/api/v1/models/churn/aliases/one", server.editor, Map.of("version", "1"));
    String delivery = told.poll(20, TimeUnit.SECONDS);
    browser.click(By.linkText("All webhooks"));
    browser.click(By.linkText("pager"));
    assertThat(browser.main()).contains("alias.set");
    browser.click(By.xpath("//button[.='Tell again']"));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isNotNull().isEqualTo(delivery);

    browser.click(By.xpath("//button[.='Delete this webhook']"));
    assertThat(path()).isEqualTo("/webhooks");
    assertThat(browser.main()).contains("Nobody is.");
    assertThat(browser.complaints()).isEmpty();
  }

  private void make(String name, String url) {
    browser.page.findElement(By.name("name")).sendKeys(name);
    browser.page.findElement(By.name("url")).sendKeys(url);
    browser.page.findElement(By.name("on.alias.set")).click();
    browser.click(By.cssSelector("form.webhook button"));
  }

  @Test
  void thePagesFitANarrowScreen() {
    browser.signIn(server.evenkeel.address(), "root");
    for (String page :
        List.of(
            "/models",
            "/models/churn",
            "/models/churn/versions/2",
            "/models/churn/compare?versions=1,2",
            "/approvals",
            "/webhooks",
            "/audit",
            "/experiments")) {
      for (int width : new int[] {1280, 400, 320}) {
        browser.size(width, width == 400);
        open(page);
        assertThat((Long) browser.run("document.documentElement.scrollWidth"))
            .as(page + " at " + width)
            .isLessThanOrEqualTo(width);
      }
    }
  }
}

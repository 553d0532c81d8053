package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.folders.Bundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/// The pages of datasets, walked through as people do.
@Timeout(300)
class DatasetsBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      name: Sales
      version: 1.0.0
      status: active
      schema:
        - name: sales
          logicalType: object
          properties:
            - {name: id, logicalType: integer, required: true, unique: true}
            - {name: price, logicalType: number, required: true, logicalTypeOptions: {minimum: 0}}
            - {name: city, logicalType: string, required: false}
            - name: mail
              logicalType: string
              classification: restricted
              logicalTypeOptions: {pattern: "@"}
      """;

  @TempDir static Path folder;
  private static Browser browser;
  private static GuardedServer server;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open(folder.resolve("profile"));
    server = GuardedServer.start(folder.resolve("home"));
    ok(send("PUT", "/api/v1/datasets/sales/contract", "application/yaml", CONTRACT));
    ingest("May", rows(1, 300, 10));
    ingest("June", rows(301, 200, 40) + rejected());
    TestModel.register(server.evenkeel.loop(), "churn", "sales@2");
    folder(120);
    browser.size(1280, false);
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
    browser.close();
  }

  private static void ingest(String message, String rows) throws IOException {
    String path = "/api/v1/datasets/sales/versions?format=csv&message=" + message;
    ok(send("POST", path, "text/csv", "id,price,city,mail\n" + rows));
  }

  /// So many files of the same content, which a link in their list leads to.
  private static void folder(int files) throws IOException {
    byte[] content = "a picture".getBytes(StandardCharsets.UTF_8);
    String digest = Digests.of(content);
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bundle)) {
      writer.add(digest, content.length, new ByteArrayInputStream(content));
    }
    String tar = bundle.toString(StandardCharsets.US_ASCII);
    ok(send("POST", "/api/v1/datasets/photos/contents", Bundle.MEDIA_TYPE, tar));
    StringBuilder lines = new StringBuilder();
    for (int file = 0; file < files; file++) {
      lines.append(
          Json.text(
              Map.of(
                  "path",
                  "kind/%03d & <b>.png".formatted(file),
                  "digest",
                  digest,
                  "size",
                  content.length,
                  "kind",
                  "cat")));
      lines.append('\n');
    }
    ok(send("POST", "/api/v1/datasets/photos/manifests", "application/jsonl", lines.toString()));
  }

  private static String rows(int first, int count, int price) {
    StringBuilder rows = new StringBuilder();
    for (int id = first; id < first + count; id++) {
      rows.append(
          "%d,%d,%s,a%d@example.org\n"
              .formatted(id, price + id % 7, id % 3 == 0 ? "Oslo" : "Bergen", id));
    }
    return rows.toString();
  }

  /// 60 of them, so that a second page follows; the first one breaks two rules.
  private static String rejected() {
    StringBuilder rows = new StringBuilder("901,-5,%s,secret-901\n".formatted(HOSTILE));
    for (int id = 902; id < 961; id++) {
      rows.append("%d,-1,Oslo,b%d@example.org\n".formatted(id, id));
    }
    return rows.toString();
  }

  private static GuardedServer.Answer send(String method, String path, String type, String body)
      throws IOException {
    Map<String, String> headers = new HashMap<>(GuardedServer.bearer(server.editor));
    headers.put("Content-Type", type);
    return server.send(method, path, headers, body);
  }

  private static void ok(GuardedServer.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
  }

  private static void open(String path) {
    browser.page.get(server.evenkeel.address() + path);
  }

  private static String path() {
    return String.valueOf(browser.run("location.pathname + location.search"));
  }

  private static int count(String selector) {
    return browser.page.findElements(By.cssSelector(selector)).size();
  }

  @Test
  void fromTheListToAVersionItsDifferencesAndTheModelsOfIt() {
    browser.signIn(server.evenkeel.address(), "ed");
    browser.click(By.linkText("Datasets"));
    assertThat(browser.main()).contains("sales", "500", "60", "rules broken");
    browser.page.findElement(By.name("search")).sendKeys("nothing");
    browser.click(By.cssSelector("form.search button"));
    assertThat(browser.main()).contains("No dataset fits.");

    open("/datasets?search=SAL");
    browser.click(By.linkText("sales"));
    assertThat(browser.main()).contains("Versions", "May", "June", "ed");
    assertThat(count(".trend a")).isEqualTo(2);
    assertThat(count(".trend rect.share")).isEqualTo(2);
    assertThat(browser.page.findElement(By.cssSelector(".strips li")).getText())
        .contains("price", "60 rows");
    assertThat(count(".strips li")).isGreaterThan(5);
    assertThat(count(".strips li:first-child a .fail")).isOne();
    assertThat(count(".strips li:first-child a .pass")).isOne();
    browser.click(By.cssSelector("form[action$=diff] button"));
    assertThat(path()).isEqualTo("/datasets/sales/diff?from=1&to=2");
    assertThat(browser.main()).contains("200\nrows added");
    assertThat(count(".histogram path")).isPositive();

    browser.click(By.linkText("@2"));
    assertThat(path()).isEqualTo("/datasets/sales/versions/2");
    assertThat(browser.main()).contains("500", "Bergen 66", "June", "sha256:");
    assertThat(count(".histogram rect")).isGreaterThan(10);
    browser.click(By.cssSelector("svg.lineage a[href='/models/churn/versions/1']"));
    assertThat(path()).isEqualTo("/models/churn/versions/1");
    browser.click(By.linkText("sales@2"));
    assertThat(path()).isEqualTo("/datasets/sales/versions/2");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theRulesOfADatasetFitANarrowScreen() {
    browser.signIn(server.evenkeel.address(), "vera");
    browser.size(390, false);
    try {
      open("/datasets/sales");
      assertThat(browser.run("document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo(true);
      assertThat(count(".strips li")).isGreaterThan(5);
    } finally {
      browser.size(1280, false);
    }
  }

  @Test
  void rejectedRowsAreShownWithAllReasonsButWithoutClassifiedValues() {
    browser.signIn(server.evenkeel.address(), "vera");
    open("/datasets/sales/versions/2/quarantine");
    String source = browser.page.getPageSource();
    assertThat(browser.main()).contains("60 rows", HOSTILE, "price", "mail");
    assertThat(browser.page.findElement(By.xpath("//tr[td='901']")).findElements(By.tagName("li")))
        .hasSize(2);
    assertThat(source).doesNotContain("secret-901").doesNotContain(HOSTILE);
    assertThat(count(".rejected tbody tr")).isEqualTo(50);
    browser.click(By.linkText("More rows"));
    assertThat(path()).endsWith("/quarantine?after=50");
    assertThat(count(".rejected tbody tr")).isEqualTo(10);
    assertThat(browser.page.findElements(By.linkText("More rows"))).isEmpty();
    browser.click(By.linkText("Back to the version"));
    assertThat(browser.main()).contains("classified");
    assertThat(browser.page.getPageSource()).doesNotContain("@example.org");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void editorsSayWhatAVersionIsAndViewersOnlyReadIt() throws IOException {
    browser.signIn(server.evenkeel.address(), "ed");
    open("/datasets/sales/versions/1");
    browser.page.findElement(By.name("description")).sendKeys(HOSTILE);
    browser.click(By.cssSelector("form[action$=description] button"));
    browser.page.findElement(By.name("alias")).sendKeys("approved");
    browser.click(By.cssSelector("form[action$=aliases] button"));
    browser.page.findElement(By.name("tag")).sendKeys("reviewed");
    browser.click(By.cssSelector("form[action$=tags] button"));
    assertThat(browser.main()).contains(HOSTILE, "approved", "reviewed");
    assertThat(browser.page.getPageSource()).doesNotContain(HOSTILE);
    browser.page.findElement(By.name("alias")).sendKeys("7");
    browser.click(By.cssSelector("form[action$=aliases] button"));
    assertThat(browser.page.findElement(By.cssSelector("[role=alert]")).getText()).contains("`7`");
    open("/datasets/sales/versions/approved");
    assertThat(browser.page.getTitle()).startsWith("sales@1");
    browser.click(By.xpath("//button[.='Remove alias approved']"));
    browser.click(By.xpath("//button[.='Remove tag reviewed']"));
    assertThat(count("form.inline")).isZero();

    browser.signIn(server.evenkeel.address(), "vera");
    open("/datasets/sales/versions/1");
    assertThat(count("form[method=post][action^='/datasets']")).isZero();
    Map<String, String> headers = new HashMap<>();
    headers.put("Cookie", server.session("vera"));
    headers.put("Origin", server.origin());
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    assertThat(server.send("POST", "/datasets/sales/versions/1/tags", headers, "tag=x").status())
        .isEqualTo(403);
  }

  @Test
  void aFolderOfFilesIsListedByPath() throws IOException {
    browser.signIn(server.evenkeel.address(), "vera");
    open("/datasets/photos/versions/1");
    assertThat(browser.main()).contains("Files by path", "kind/000 & <b>.png", "cat");
    String address = browser.page.findElement(By.cssSelector("tbody th a")).getAttribute("href");
    String content = URI.create(String.valueOf(address)).getPath();
    assertThat(server.get(content, GuardedServer.bearer(server.viewer)).body())
        .isEqualTo("a picture");
    browser.click(By.xpath("//button[.='More files']"));
    assertThat(browser.main())
        .contains("kind/100 & <b>.png", "kind/119 & <b>.png")
        .doesNotContain("/099");
    assertThat(browser.page.findElements(By.xpath("//button[.='More files']"))).isEmpty();
    open("/datasets/sales/versions/1");
    assertThat(browser.main()).doesNotContain("Files by path");
  }

  @Test
  void whatIsNotThereHasNoPage() throws IOException {
    Map<String, String> viewer = GuardedServer.bearer(server.viewer);
    for (String path :
        List.of(
            "/datasets/none",
            "/datasets/sales/versions/9",
            "/datasets/sales/versions/nobody",
            "/datasets/sales/diff?from=1&to=9",
            "/datasets/none/versions/1/quarantine")) {
      assertThat(server.get(path, viewer).status()).as(path).isEqualTo(404);
    }
    assertThat(server.get("/datasets/sales/versions/1/quarantine?after=x", viewer).body())
        .contains("None was rejected.");
    assertThat(server.get("/api/v1/datasets?name=SAL", viewer).body())
        .contains("\"quarantined\":60")
        .doesNotContain("photos");
    assertThat(server.get("/api/v1/datasets?name=nothing", viewer).body())
        .isEqualTo(Json.text(Map.of("datasets", List.of())));
  }

  @Test
  void anotherProjectsDatasetsDoNotExist() throws IOException {
    Map<String, String> headers = new HashMap<>(GuardedServer.bearer(server.admin));
    headers.put("Content-Type", "application/json");
    ok(server.send("POST", "/api/v1/projects", headers, Json.text(Map.of("name", "bobs"))));
    ok(
        server.send(
            "POST",
            "/api/v1/users",
            headers,
            Json.text(
                Map.of(
                    "name",
                    "bob",
                    "password",
                    GuardedServer.PASSWORD,
                    "roles",
                    Map.of("bobs", "admin")))));
    Map<String, String> bob = Map.of("Cookie", server.session("bob"));
    assertThat(server.get("/datasets", bob).body())
        .contains("There is none yet")
        .doesNotContain("/datasets/sales");
    for (String page : List.of("", "/versions/2", "/diff?from=1&to=2", "/versions/2/quarantine")) {
      assertThat(server.get("/datasets/sales" + page, bob).status()).as(page).isEqualTo(404);
    }
  }

  @Test
  void thePagesFitANarrowScreen() {
    browser.signIn(server.evenkeel.address(), "ed");
    for (String page :
        List.of(
            "/datasets",
            "/datasets/sales",
            "/datasets/sales/versions/2",
            "/datasets/sales/diff?from=1&to=2",
            "/datasets/photos/versions/1",
            "/datasets/sales/versions/2/quarantine")) {
      for (int width : new int[] {1280, 390, 320}) {
        browser.size(width, width == 390);
        open(page);
        assertThat((Long) browser.run("document.documentElement.scrollWidth"))
            .as(page + " at " + width)
            .isLessThanOrEqualTo(width);
      }
    }
    browser.size(1280, false);
  }
}

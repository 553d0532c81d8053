package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The machine's Chromium without a window.
final class Browser implements AutoCloseable {
  private static final List<Path> BINARIES =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  final ChromeDriver page;

  private Browser(ChromeDriver page) {
    this.page = page;
  }

  /// Skips the test without Chromium, but fails it where everything must be there.
  static Browser open(Path profile) {
    List<Path> found = BINARIES.stream().filter(Files::isExecutable).toList();
    if (found.isEmpty() || !Files.isExecutable(DRIVER)) {
      String how = "no Chromium here: apt-get install chromium chromium-driver";
      if ("true".equals(System.getenv("CI"))) {
        fail(how);
      }
      assumeTrue(false, how);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(found.getFirst().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  void size(int width, boolean dark) {
    page.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    page.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  @Nullable Object run(String script) {
    return page.executeScript("return " + script);
  }

  /// Opens a page of a server as somebody who signs in anew.
  void signIn(URI server, String user) {
    page.manage().deleteAllCookies();
    page.get(server + "/sign-in");
    page.findElement(By.name("user")).sendKeys(user);
    page.findElement(By.name("password")).sendKeys(GuardedServer.PASSWORD);
    click(By.cssSelector(".signin button"));
  }

  /// Clicks and waits: a click answers before the page that follows has come.
  void click(By what) {
    var before = page.findElement(By.tagName("html"));
    page.findElement(what).click();
    WebDriverWait patience = new WebDriverWait(page, Duration.ofSeconds(20));
    // While the pages change the browser may have no word for where an old element is.
    patience.ignoring(WebDriverException.class).until(ExpectedConditions.stalenessOf(before));
    patience.until(_ -> "complete".equals(run("document.readyState")));
  }

  /// What the page says beside its frame.
  String main() {
    return page.findElement(By.id("main")).getText();
  }

  /// Errors of scripts and violations of the content security policy.
  List<String> complaints() {
    return page.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    page.quit();
  }
}

package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/// Sign-in, pages and sign-out in a real browser.
class SignInBrowserTest {
  @TempDir Path folder;
  private Browser browser;
  private GuardedServer server;

  @BeforeEach
  void open() {
    browser = Browser.open(folder.resolve("profile"));
    server = GuardedServer.start(folder.resolve("home"));
    browser.size(1280, false);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
    browser.close();
  }

  private void open(String path) {
    browser.page.get(server.evenkeel.address() + path);
  }

  private String path() {
    return String.valueOf(browser.run("location.pathname + location.search"));
  }

  private String text(String selector) {
    return browser.page.findElement(By.cssSelector(selector)).getText();
  }

  private void signIn(String user, String password) {
    WebElement name = browser.page.findElement(By.name("user"));
    name.clear();
    name.sendKeys(user);
    browser.page.findElement(By.name("password")).sendKeys(password);
    submit(browser.page.findElement(By.cssSelector(".signin button")));
  }

  /// A click answers before the page that follows has come.
  private void submit(WebElement button) {
    WebElement page = browser.page.findElement(By.tagName("html"));
    button.click();
    long patience = System.nanoTime() + 20_000_000_000L;
    while (!isGone(page) || !"complete".equals(browser.run("document.readyState"))) {
      assertThat(System.nanoTime()).as("no page follows").isLessThan(patience);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void arrivesAt(String expected) {
    long patience = System.nanoTime() + 20_000_000_000L;
    while (!path().equals(expected) && System.nanoTime() < patience) {
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(path()).isEqualTo(expected);
  }

  private static boolean isGone(WebElement element) {
    try {
      element.getTagName();
      return false;
    } catch (StaleElementReferenceException _) {
      return true;
    }
  }

  @Test
  void whoeverSignsInComesWhereTheyWantedAndLeavesAgain() {
    open("/experiments?page=");
    assertThat(path()).startsWith("/sign-in?to=");

    signIn("vera", GuardedServer.PASSWORD);

    arrivesAt("/experiments?page=");
    assertThat(text(".top .who")).contains("vera", "Sign out");
    assertThat(browser.run("document.cookie")).isEqualTo("");

    browser.page.findElement(By.cssSelector(".top .who button")).click();

    arrivesAt("/sign-in");
    open("/experiments");
    assertThat(path()).startsWith("/sign-in?to=");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aWrongPasswordIsToldAndTooManyAreHeldBack() {
    open("/sign-in");
    signIn("vera", "not the password");
    assertThat(text(".refusal")).contains("not the password of a user");
    assertThat(browser.page.findElement(By.name("user")).getDomProperty("value")).isEqualTo("vera");

    // The pauses grow, so that sooner or later even slow guesses come within one.
    for (int guess = 0; guess < 20 && !text(".refusal").contains("Too many"); guess++) {
      signIn("vera", "not the password " + guess);
    }

    assertThat(text(".refusal")).contains("Too many wrong passwords. Try again in");
  }

  @Test
  void aTokenIsMadeShownOnceAndRevoked() throws Exception {
    open("/account");
    signIn("vera", GuardedServer.PASSWORD);
    browser.page.findElement(By.cssSelector("form.token [name=name]")).sendKeys("laptop");
    browser.page.findElement(By.cssSelector("form.token button")).click();
    String secret = text("#secret code");
    assertThat(secret).startsWith("ek_");
    assertThat(server.get("/v1/models", GuardedServer.bearer(secret)).status()).isEqualTo(200);

    open("/account");
    assertThat(browser.page.getPageSource()).contains("laptop").doesNotContain(secret);
    submit(browser.page.findElement(By.xpath("//tr[th='laptop']//button")));

    assertThat(text("main")).doesNotContain("laptop");
    assertThat(server.get("/v1/models", GuardedServer.bearer(secret)).status()).isEqualTo(401);
  }

  @Test
  void thePagesFitANarrowScreen() {
    open("/account");
    for (int width : new int[] {1280, 390, 320}) {
      browser.size(width, width == 390);
      assertThat((Long) browser.run("document.documentElement.scrollWidth"))
          .as("sign-in at " + width)
          .isLessThanOrEqualTo(width);
    }
    signIn("vera", GuardedServer.PASSWORD);
    for (int width : new int[] {1280, 390, 320}) {
      browser.size(width, width == 390);
      open("/account");
      assertThat((Long) browser.run("document.documentElement.scrollWidth"))
          .as("account at " + width)
          .isLessThanOrEqualTo(width);
    }
  }
}

package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The try-it page and the page of deployments in a real browser, before a model that answers.
class TryBrowserTest {
  @TempDir Path folder;
  private Browser browser;
  private Evenkeel evenkeel;

  @BeforeEach
  void open() {
    browser = Browser.open(folder.resolve("profile"));
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    TestModel.promote(evenkeel.loop());
    browser.size(1280, false);
  }

  @AfterEach
  void close() {
    if (evenkeel != null) {
      evenkeel.close();
      browser.close();
    }
  }

  private void open(String path) {
    browser.page.get(evenkeel.address() + path);
  }

  private String text(String selector) {
    return browser.page.findElement(By.cssSelector(selector)).getText();
  }

  private void ask(String x) {
    WebElement field = browser.page.findElement(By.name("x"));
    field.clear();
    field.sendKeys(x);
    field.submit();
    new WebDriverWait(browser.page, Duration.ofSeconds(20))
        .until(ExpectedConditions.stalenessOf(field));
  }

  @Test
  void aFormThatIsSentIsAnsweredInWords() {
    open("/v1/models/m/try");

    ask("1.5");

    assertThat(text("#answer .headline")).isEqualTo("yes");
    assertThat(text("#answer .bars")).contains("yes", "no");
    assertThat(browser.page.findElement(By.name("x")).getDomProperty("value")).isEqualTo("1.5");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatIsWrongIsToldByField() {
    open("/v1/models/m/try");

    ask("many");

    assertThat(text("#answer .refusal")).contains("x", "expected", "number", "many");
  }

  @Test
  void theDeploymentsShowWhatAnswersAndFitANarrowScreen() {
    for (int width : new int[] {1280, 390, 320}) {
      browser.size(width, width == 390);
      for (String path : List.of("/deployments", "/v1/models/m/try")) {
        open(path);
        assertThat((Long) browser.run("document.documentElement.scrollWidth"))
            .as(path + " at " + width)
            .isLessThanOrEqualTo(width);
      }
    }
    open("/deployments");
    assertThat(text("main")).contains("m@1", "champion", "ready", "100 %");
    assertThat(browser.complaints()).isEmpty();
  }
}

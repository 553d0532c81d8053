package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.console.Console;
import dev.evenkeel.console.LoopSource;
import dev.evenkeel.console.LoopView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.WebDriverWait;

/// The page in a real browser, under the real server's headers.
class PageBrowserTest {
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)> & more";
  private static final String CHART = "echarts.getInstanceByDom(document.getElementById('chart'))";

  @TempDir Path profile;
  private final Source source = new Source();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Browser browser;

  /// Two years of a model; `promotions` of them in June 1994.
  private static final class Source implements LoopSource {
    volatile int promotions = 1;

    @Override
    public List<String> models() {
      return List.of("home-sales");
    }

    @Override
    public String revision(String model) {
      return String.valueOf(promotions);
    }

    @Override
    public Optional<LoopView> view(String model) {
      List<LoopView.Point> points = new ArrayList<>();
      for (int month = 0; month < 24; month++) {
        points.add(
            new LoopView.Point(
                "%d-%02d".formatted(1994 + month / 12, month % 12 + 1),
                0.8 - month * 0.005,
                0.8 - month * 0.001));
      }
      List<LoopView.Event> events = new ArrayList<>();
      for (int promotion = 0; promotion < promotions; promotion++) {
        events.add(
            new LoopView.Event("1994-06-30", "promotion", "m", "promotion number " + promotion));
      }
      events.add(new LoopView.Event("1994-06-30", "drift-alert", "wall", HOSTILE));
      events.add(new LoopView.Event("1994-09-30", "refusal", "m", "refused"));
      return Optional.of(
          new LoopView(
              model,
              "accuracy",
              true,
              "home-sales@2",
              HOSTILE,
              0.5,
              List.of(new LoopView.Figure("0.777", "accuracy served, last 3 months", "good")),
              points,
              events,
              List.of(new LoopView.Half("1994H1", "1,752", "0.801", "0.812", "1", "·", "·")),
              List.of(
                  new LoopView.Decided(
                      "1994-06-30",
                      "PROMOTED",
                      "x".repeat(200),
                      "why",
                      List.of(new LoopView.Gate("floor", "PASS", "says", "demands")),
                      "next")),
              List.of(),
              List.of(new LoopView.Version("listings@1", "1994-01-31", "y".repeat(90), "100")),
              List.of(),
              List.of()));
    }
  }

  @BeforeEach
  void open() {
    // Nothing is open where Chromium is missing and the test is skipped.
    browser = Browser.open(profile);
    opened.add(browser);
    Console console = new Console(source);
    HttpServer server = HttpServer.start(0, console.routes());
    opened.add(server);
    opened.add(console);
    browser.size(1280, false);
    browser.page.get("http://127.0.0.1:" + server.port() + "/");
    until(CHART + " !== undefined");
  }

  @AfterEach
  void close() {
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void until(String condition) {
    new WebDriverWait(browser.page, Duration.ofSeconds(30))
        .until(_ -> Boolean.TRUE.equals(browser.run(condition)));
  }

  private @Nullable Object option(String path) {
    return browser.run(CHART + ".getOption()." + path);
  }

  @Test
  void drawsBothLinesAndTheEventsInLanesOfTheirOwn() {
    assertThat(option("series.map(each => each.name).filter(Boolean)"))
        .isEqualTo(
            List.of(
                "the first model, never retrained", "what served", "alert", "refused", "promoted"));
    assertThat(option("series.find(each => each.name === 'what served').data.length"))
        .isEqualTo(24L);
    assertThat(option("series.find(each => each.name === 'promoted').data[0].value"))
        .isEqualTo(List.of("1994-06", "promoted"));
    assertThat(option("series.find(each => each.name === 'alert').data[0].value"))
        .isEqualTo(List.of("1994-06", "alert"));
    assertThat((Long) browser.run("document.querySelectorAll('#chart svg path').length"))
        .isGreaterThan(5);
    assertThat(browser.page.findElement(By.id("chart")).getDomAttribute("aria-label"))
        .contains("In Dec 1995: what served 0.777, the first model 0.685");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theTooltipTellsTheMonthWithItsEventsAsTexts() {
    browser.run(CHART + ".dispatchAction({type: 'showTip', seriesIndex: 3, dataIndex: 5})");
    until("document.querySelector('.tip') !== null");

    assertThat(browser.page.findElement(By.cssSelector(".tip")).getText())
        .contains("Jun 1994", "0.795", "0.775", "+0.020", "promotion number 0", HOSTILE);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aChangeSwapsTheContentAndNotThePage() {
    browser.page.executeScript("window.same = true; document.querySelector('details').open = true");

    source.promotions = 3;

    until("document.querySelector('.events').textContent.includes('promotion number 2')");
    assertThat(browser.run("window.same")).isEqualTo(true);
    assertThat(browser.run("document.querySelector('details').open")).isEqualTo(true);
    until(
        CHART
            + ".getOption().series.find(each => each.name === 'promoted')"
            + ".data[0].label.formatter === '3'");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void fitsANarrowScreenInLightAndDark() {
    for (int width : new int[] {1280, 768, 390, 320}) {
      browser.size(width, width == 390);
      browser.page.navigate().refresh();
      until(CHART + " !== undefined");

      assertThat((Long) browser.run("document.documentElement.scrollWidth"))
          .as("width " + width)
          .isLessThanOrEqualTo(width);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void isDarkWhereTheReaderWantsIt() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = String.valueOf(browser.run(ground));

    browser.size(1280, true);

    until(ground + " !== '" + light + "'");
    String keel = "getComputedStyle(document.documentElement).getPropertyValue('--keel').trim()";
    until(
        CHART
            + ".getOption().series.find(each => each.name === 'what served').lineStyle.color === "
            + keel);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyControlHasAName() {
    assertThat(
            browser.run(
                "[...document.querySelectorAll('a, nav, progress, [role], [tabindex], section > ol')]"
                    + ".filter(each => !(each.getAttribute('aria-label') || each.textContent.trim()))"
                    + ".map(each => each.outerHTML)"))
        .isEqualTo(List.of());
    assertThat(browser.run("document.documentElement.lang")).isEqualTo("en");
    assertThat(browser.run("document.querySelectorAll('h1').length")).isEqualTo(1L);
  }
}

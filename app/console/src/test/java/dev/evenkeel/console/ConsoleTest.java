package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the pages hold before any script runs.
class ConsoleTest {
  private static final Pattern CHART =
      Pattern.compile("<script type=\"application/json\" id=\"chart-data\">(.*?)</script>");

  private static Reply get(Console console, String path, Map<String, String> queries) {
    Route route =
        console.routes().stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElseThrow();
    return route.handler().handle(new PageRequest("home-sales", queries));
  }

  private static String page(LoopSource source, String path) {
    try (Console console = new Console(source)) {
      Reply.Whole whole = (Reply.Whole) get(console, path, Map.of());
      return new String(whole.body(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode chart(String page) {
    Matcher matcher = CHART.matcher(page);
    assertThat(matcher.find()).isTrue();
    return Json.mapper().readTree(matcher.group(1));
  }

  @Test
  void anEmptyHomeSaysHowToBegin() {
    LoopSource empty =
        new LoopSource() {
          @Override
          public List<String> models() {
            return List.of();
          }

          @Override
          public Optional<LoopView> view(String model) {
            return Optional.empty();
          }

          @Override
          public String revision(String model) {
            return "";
          }
        };

    assertThat(page(empty, "/"))
        .contains("Nothing serves yet", "./evenkeel demo", "./evenkeel replay");
  }

  @Test
  void aModelWithoutHistoryHasAPage() {
    assertThat(page(new FakeLoop(FakeLoop.bare()), "/"))
        .contains("No version serves yet.", "No month has been scored yet.", "None yet.");
  }

  @Test
  void thePageHoldsEveryFigureWithoutJavaScript() {
    String page = page(new FakeLoop(FakeLoop.full("said")), "/models/{model}/loop");

    assertThat(page)
        .contains("<th scope=\"row\">1994H1</th>", "<td>0.801</td>", "<td><b>0.812</b></td>")
        .contains("home-sales@2</span> serves.", "<title>home-sales · Evenkeel</title>")
        .contains("<progress max=\"1\" value=\"0.5\"", "<noscript>")
        .contains("aria-current=\"page\"")
        .doesNotContain("Nothing yet", "None yet");
  }

  @Test
  void hostileTextsStayTexts() {
    String page = page(new FakeLoop(FakeLoop.full(FakeLoop.HOSTILE)), "/models/{model}/loop");

    assertThat(page).doesNotContain("<script>alert", "<!--").contains("&lt;script");
    assertThat(chart(page).at("/marks/0/text").stringValue()).isEqualTo(FakeLoop.HOSTILE);
  }

  @Test
  void theChartHasTheMonthsAndWhatHappened() {
    JsonNode chart = chart(page(new FakeLoop(FakeLoop.full("said")), "/models/{model}/parts"));

    assertThat(chart.path("points"))
        .hasToString("[[\"1994-01\",0.8,0.8],[\"1994-02\",\"-\",0.75]]");
    assertThat(chart.path("moreIsBetter").booleanValue()).isTrue();
    assertThat(chart.at("/marks/0/kind").stringValue()).isEqualTo("promotion");
  }

  @Test
  void theSameIsThereAsJson() {
    JsonNode json =
        Json.mapper()
            .readTree(page(new FakeLoop(FakeLoop.full("said")), "/api/v1/models/{model}/loop"));

    assertThat(json.path("champion").stringValue()).isEqualTo("home-sales@2");
    assertThat(json.at("/decisions/0/gates/0/verdict").stringValue()).isEqualTo("PASS");
    assertThat(json.at("/halves/0/champion").stringValue()).isEqualTo("0.812");
  }

  @Test
  void anUnknownModelIsNotFound() {
    LoopView other = FakeLoop.full("said");
    FakeLoop source = new FakeLoop(other);
    try (Console console = new Console(source)) {
      for (Route route : console.routes()) {
        if (!route.path().equals("/")) {
          assertThatThrownBy(() -> route.handler().handle(new PageRequest("nobody", Map.of())))
              .isInstanceOfSatisfying(
                  ProblemException.class,
                  e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND));
        }
      }
    }
  }

  @Test
  void tellsTheBrowserOfAChangeAndEndsWhenTheConsoleCloses() throws Exception {
    FakeLoop source = new FakeLoop(FakeLoop.full("said"));
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Console console = new Console(source);
    Matcher seen =
        Pattern.compile("events\\?seen=([0-9a-f]{16})")
            .matcher(page(source, "/models/{model}/loop"));
    assertThat(seen.find()).isTrue();
    Reply.Streamed stream =
        (Reply.Streamed) get(console, "/models/{model}/events", Map.of("seen", seen.group(1)));
    Thread browser = Thread.ofVirtual().start(() -> write(stream, heard));

    source.revision = "2";

    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("event: changed\ndata: 1\n\n");
    assertThat(heard).isEmpty();
    console.close();
    assertThat(browser.join(java.time.Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aPageThatIsBehindHearsItAtOnce() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (Console console = new Console(new FakeLoop(FakeLoop.full("said")))) {
      Reply.Streamed stream =
          (Reply.Streamed) get(console, "/models/{model}/events", Map.of("seen", "older"));
      Thread.ofVirtual().start(() -> write(stream, heard));

      assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("event: changed");
    }
  }

  private static void write(Reply.Streamed stream, BlockingQueue<String> heard) {
    try {
      stream
          .writer()
          .writeTo(
              new OutputStream() {
                @Override
                public void write(int one) {
                  heard.add(String.valueOf((char) one));
                }

                @Override
                public void write(byte[] bytes) {
                  heard.add(new String(bytes, StandardCharsets.UTF_8));
                }
              });
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

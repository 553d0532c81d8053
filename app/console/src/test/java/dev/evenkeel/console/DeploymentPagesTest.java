package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentPagesTest {
  private static final DeploymentView VIEW =
      new DeploymentView(
          "wine",
          "wine@2 answers",
          "good",
          List.of(new LoopView.Figure("1,204", "requests a second", "")),
          List.of(0, 10, 5),
          List.of(
              new DeploymentView.Version(
                  "wine@2",
                  "90 %",
                  "READY",
                  "native <trees>",
                  "2 MB",
                  "52,100",
                  "0.4 ms",
                  "1.9 ms",
                  List.of("champion"))),
          "shadow wine@3 agreed on 99 % of 5,000 rows",
          "evenkeel deployment set wine --traffic 2=90,3=10");

  private static String page(DeploymentSource source, String path) {
    Route route =
        new DeploymentPages(source)
            .routes().stream().filter(each -> each.path().equals(path)).findFirst().orElseThrow();
    return new String(
        ((Reply.Whole) route.handler().handle(new PageRequest("", Map.of()))).body(),
        StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatAnswersHowMuchAndHowFast() {
    String page = page(() -> List.of(VIEW), "/deployments");

    assertThat(page)
        .contains("<title>Deployments · Evenkeel</title>")
        .contains("wine@2 answers", "1,204", "90 %", "0.4 ms", "1.9 ms", "champion")
        .contains("shadow wine@3 agreed", "evenkeel deployment set wine --traffic 2=90,3=10")
        .contains("native &lt;trees&gt;")
        .contains("5 requests in the last second, at most 10 in a second of the last minute");
  }

  @Test
  void theLineStaysInItsBox() {
    assertThat(VIEW.line()).isEqualTo("0.0,46.0 150.0,2.0 300.0,24.0");
  }

  @Test
  void aHomeWithoutDeploymentsTeachesTheNextCommand() {
    assertThat(page(List::of, "/deployments/parts")).contains("evenkeel model register");
  }
}

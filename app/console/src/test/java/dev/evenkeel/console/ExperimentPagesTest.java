package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExperimentPagesTest {
  private static final RunView RUN =
      new RunView(
          "0af7",
          "<b>deep</b>",
          "7",
          "prices",
          "finished",
          "2026-05-01 12:00 UTC",
          "3.2 s",
          "ada",
          "a note & more",
          List.of(new RunView.Pair("depth", "3")),
          List.of(new RunView.Curve("f1", "0.83", "0.0,46.0 300.0,2.0", "f1: 2 points")),
          List.of(new RunView.Pair("kind", "trees")),
          List.of(new RunView.Version("dataset sales (1a2b) for training", "/datasets/sales")),
          List.of("logged model m-1"),
          List.of(new RunView.Version("churn@3", "/models/churn/versions/3")),
          List.of(
              new FileNode(
                  "model",
                  "logged model m-1, 1 file",
                  "",
                  true,
                  List.of(FileNode.file("model.json", "12 bytes", "/files/model.json")))),
          true);

  private static final ExperimentSource SOURCE =
      new ExperimentSource() {
        @Override
        public ExperimentsView experiments(String token) {
          return new ExperimentsView(
              List.of(new ExperimentsView.Experiment("7", "prices", "of homes", "")),
              token.isEmpty() ? "next" : "");
        }

        @Override
        public Optional<RunsView> runs(RunsView.Question question) {
          if (!question.experiment().equals("7")) {
            return Optional.empty();
          }
          boolean isWrong = question.filter().equals("what?");
          return Optional.of(
              new RunsView(
                  question,
                  "prices",
                  List.of("depth"),
                  List.of("f1"),
                  2,
                  List.of(
                      new RunsView.Row(
                          "0af7", "deep", "finished", "", "", List.of("3"), List.of("0.83"))),
                  "token",
                  isWrong ? "the filter is wrong at character 5" : "",
                  "{}"));
        }

        @Override
        public Optional<RunView> run(String id) {
          return id.equals("0af7") ? Optional.of(RUN) : Optional.empty();
        }
      };

  private static String page(String route, String path, Map<String, String> queries) {
    Route found =
        new ExperimentPages(SOURCE, () -> List.of("home-sales"))
            .routes().stream().filter(each -> each.path().equals(route)).findFirst().orElseThrow();
    Reply.Whole reply = (Reply.Whole) found.handler().handle(new PageRequest(path, queries));
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void experimentsAreListedByPages() {
    assertThat(page("/experiments", "", Map.of()))
        .contains("href=\"/experiments/7\"", "of homes", "/experiments?page=next", "home-sales");
    assertThat(page("/experiments", "", Map.of("page", "next"))).doesNotContain("Older");
  }

  @Test
  void aTableOfRunsKeepsTheQuestionAndLeadsOn() {
    String page =
        page(
            "/experiments/{experiment}", "7", Map.of("filter", "metrics.f1 > \"0\"", "order", "o"));

    assertThat(page)
        .contains("metrics.f1 > &#34;0&#34;", "href=\"/runs/0af7\"", ">0.83<", ">3<")
        .contains("2 more parameters and metrics", "name=\"page\" value=\"token\"");
  }

  @Test
  void aWrongFilterIsToldOnThePage() {
    assertThat(page("/experiments/{experiment}", "7", Map.of("filter", "what?")))
        .contains("the filter is wrong at character 5", "value=\"what?\"")
        .doesNotContain("/runs/0af7");
  }

  @Test
  void aRunShowsAllThatItLogged() {
    assertThat(page("/runs/{run}", "0af7", Map.of()))
        .contains("&lt;b&gt;deep&lt;/b&gt;", "a note &amp; more", "points=\"0.0,46.0 300.0,2.0\"")
        .contains("dataset sales (1a2b) for training", "logged model m-1")
        .contains("<summary>model/", "href=\"/files/model.json\"", "There are more:")
        .contains("href=\"/models/churn/versions/3\"");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String route : List.of("/experiments/{experiment}", "/runs/{run}")) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> page(route, "8", Map.of()));
      assertThat(refusal.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }
}

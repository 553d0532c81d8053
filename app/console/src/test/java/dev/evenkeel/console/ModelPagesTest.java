package dev.evenkeel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelPagesTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private static final ModelSource SOURCE =
      new ModelSource() {
        @Override
        public ModelsView models(String filter, String token) {
          return new ModelsView(
              filter,
              List.of(
                  new ModelsView.Row(
                      "churn",
                      HOSTILE,
                      "3",
                      "2",
                      List.of("canary → 3"),
                      List.of("team: risk"),
                      "")),
              "token",
              filter.equals("what?") ? "the filter is wrong" : "");
        }

        @Override
        public Optional<ModelView> model(String name, int before) {
          return name.equals("churn")
              ? Optional.of(
                  new ModelView(
                      "churn",
                      "about",
                      "# For letters\n\n" + HOSTILE,
                      "",
                      List.of(),
                      List.of(
                          new ModelView.Version("3", "", "onnx", List.of("champion"), "f1 0.8")),
                      String.valueOf(Math.min(before, 3)),
                      "2,3",
                      List.of(new ModelView.Move("May", "champion", "3", "ann", "better"))))
              : Optional.empty();
        }

        @Override
        public Optional<VersionView> version(String name, int number) {
          return number == 3
              ? Optional.of(
                  new VersionView(
                      "churn",
                      "3",
                      "May",
                      "",
                      HOSTILE,
                      "",
                      List.of("champion"),
                      List.of(new VersionView.Fact("run", "deep", "/runs/0af7")),
                      List.of(new RunView.Pair("f1", "0.8")),
                      List.of(),
                      List.of(),
                      "no, yes",
                      List.of(),
                      List.of(),
                      List.of(
                          new FileNode(
                              "data",
                              "1 file",
                              "",
                              true,
                              List.of(FileNode.file("m.pkl", "6 bytes", "/f/m.pkl")))),
                      new LineageView(
                          200,
                          60,
                          List.of(
                              new LineageView.Box(
                                  4, 4, "run", HOSTILE, "deep", "/runs/0af7", false)),
                          List.of(new LineageView.Line("M1,2 C3,4 5,6 7,8", "produced")),
                          "deep produced churn@3"),
                      List.of("seed")))
              : Optional.empty();
        }

        @Override
        public Optional<CompareView> compare(String name, List<Integer> numbers) {
          return Optional.of(
              new CompareView(
                  name,
                  numbers.stream().map(String::valueOf).toList(),
                  List.of(
                      new CompareView.Section(
                          "Metrics",
                          List.of(
                              new CompareView.Row(
                                  "f1",
                                  "higher is better",
                                  false,
                                  List.of(
                                      new CompareView.Cell("0.7", false, 88),
                                      new CompareView.Cell("0.8", true, 100))))))));
        }
      };

  private static String page(String route, Map<String, String> queries, String path) {
    Route found =
        new ModelPages(SOURCE, () -> List.of("churn"))
            .routes().stream().filter(each -> each.path().equals(route)).findFirst().orElseThrow();
    Reply.Whole reply = (Reply.Whole) found.handler().handle(new PageRequest(path, queries));
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void modelsAreListedWithWhatServes() {
    assertThat(page("/models", Map.of("filter", "chu"), ""))
        .contains("href=\"/models/churn/versions/2\"", "canary → 3", "team: risk", "value=\"chu\"")
        .contains("name=\"page\" value=\"token\"")
        .doesNotContain(HOSTILE);
    assertThat(page("/models", Map.of("filter", "what?"), "")).contains("the filter is wrong");
  }

  @Test
  void aModelShowsItsVersionsCardAndMoves() {
    assertThat(page("/models/{model}", Map.of(), "churn"))
        .contains("href=\"/models/churn/versions/3\"", "<h1>For letters</h1>", "by ann", "better")
        .contains("href=\"/models/churn/compare?versions=2,3\"", "?before=3")
        .doesNotContain(HOSTILE);
  }

  @Test
  void aVersionShowsItsLineageFilesAndWhatIsMissing() {
    assertThat(page("/models/{model}/versions/{version}", Map.of(), "3"))
        .contains("d=\"M1,2 C3,4 5,6 7,8\"", "href=\"/runs/0af7\"", "Nobody told: seed")
        .contains("href=\"/f/m.pkl\"", "data/", "no, yes", "Nobody has written")
        .doesNotContain(HOSTILE);
  }

  @Test
  void versionsStandSideBySide() {
    assertThat(page("/models/{model}/compare", Map.of("versions", "1,2"), "churn"))
        .contains("higher is better", "<rect width=\"100\"", "best", "versions=1,2");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> page("/models/{model}/compare", Map.of("versions", "1"), "churn"));
    assertThat(refusal.problem().kind()).isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> page("/models/{model}", Map.of(), "nobody"));
    assertThat(refusal.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void everyPageAsksForAViewer() {
    assertThat(new ModelPages(SOURCE, List::of).routes())
        .hasSize(4)
        .allMatch(route -> route.guard().equals(new Guard.Needs(Role.VIEWER)));
  }
}

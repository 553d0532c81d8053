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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DatasetPagesTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private final AtomicReference<String> told = new AtomicReference<>("");
  private final AtomicReference<Optional<Problem>> refusal =
      new AtomicReference<>(Optional.empty());

  /// Whatever may come from outside is hostile in each view.
  private final DatasetSource source =
      new DatasetSource() {
        @Override
        public DatasetsView datasets(String search, String after) {
          told.set(search + " after " + after);
          return new DatasetsView(search, List.of(), "");
        }

        @Override
        public DatasetView dataset(String name, int before) {
          told.set("before " + before);
          return new DatasetView(
              "sales",
              HOSTILE,
              HOSTILE,
              List.of(new RunView.Pair(HOSTILE, HOSTILE)),
              List.of(),
              List.of(
                  new DatasetView.Version(
                      "2",
                      true,
                      "published",
                      List.of(HOSTILE),
                      List.of(HOSTILE),
                      "append",
                      "9",
                      "+1",
                      "0",
                      new DatasetsView.Result(HOSTILE, "pass"),
                      HOSTILE,
                      HOSTILE,
                      "")),
              new TrendView(
                  List.of(
                      new TrendView.Bar("0", "1", "2", "3", "4", "5", HOSTILE, "/datasets/sales")),
                  "9",
                  "0 %",
                  HOSTILE),
              new RuleTrendsView(
                  List.of(
                      new RuleTrendsView.Strip(
                          HOSTILE,
                          HOSTILE,
                          "fail",
                          HOSTILE,
                          HOSTILE,
                          List.of(
                              new RuleTrendsView.Cell(
                                  "0", "1", "2", "3", "fail", true, HOSTILE, ""),
                              new RuleTrendsView.Cell(
                                  "1", "1", "2", "3", "pass", false, HOSTILE, "/datasets/sales")))),
                  "1",
                  "2",
                  3),
              "2",
              List.of("1", "2"));
        }

        @Override
        public DatasetVersionView version(
            String name, String version, String after, String problem) {
          return DatasetPagesTest.version(problem);
        }

        @Override
        public DatasetDiffView diff(String name, String from, String to) {
          told.set(from + " to " + to);
          return new DatasetDiffView(
              "sales",
              "1",
              "2",
              List.of(),
              List.of(new DatasetDiffView.Change("renamed", HOSTILE, HOSTILE)),
              List.of(
                  new DatasetDiffView.Column(
                      HOSTILE,
                      List.of(new DatasetDiffView.Statistic("min", "1", "2")),
                      new HistogramView(List.of(), "M0,43 V1 H9 V43", HOSTILE, HOSTILE, HOSTILE),
                      false)));
        }

        @Override
        public QuarantineView quarantine(String name, String version, int after) {
          told.set("after " + after);
          return new QuarantineView(
              "sales",
              "2",
              "1",
              after == 7,
              true,
              List.of(HOSTILE),
              List.of(new QuarantineView.Row("1", List.of(HOSTILE), List.of(HOSTILE))),
              "",
              List.of());
        }

        @Override
        public void describe(String name, int version, String description) {
          change("described " + version + " " + description);
        }

        @Override
        public void tag(String name, int version, String tag, String value) {
          change("tagged " + version + " " + tag + "=" + value);
        }

        @Override
        public void untag(String name, int version, String tag) {
          change("untagged " + version + " " + tag);
        }

        @Override
        public void alias(String name, int version, String alias) {
          change(alias + " → " + version);
        }

        @Override
        public void removeAlias(String name, String alias) {
          change("removed " + alias);
        }
      };

  private static DatasetVersionView version(String problem) {
    return new DatasetVersionView(
        "sales",
        "2",
        HOSTILE,
        "1",
        "3",
        List.of(HOSTILE),
        List.of(new RunView.Pair(HOSTILE, HOSTILE)),
        List.of(new RunView.Pair("rows", "9")),
        List.of(new VersionView.Fact("source", HOSTILE, "")),
        "1",
        List.of(
            new DatasetVersionView.Column(
                HOSTILE,
                "string",
                "0 %",
                "1",
                HOSTILE,
                "",
                "",
                "",
                HOSTILE,
                true,
                new HistogramView(
                    List.of(new HistogramView.Bar("0", "1", "9", "9", HOSTILE)),
                    "",
                    HOSTILE,
                    HOSTILE,
                    HOSTILE))),
        List.of(new DatasetVersionView.Rule(HOSTILE, HOSTILE, HOSTILE, "error", "3")),
        List.of(new DatasetVersionView.File(HOSTILE, "/files/1", "9", "9 bytes", "sha256:0")),
        false,
        new DatasetVersionView.Folder(
            List.of(
                new DatasetVersionView.Content(
                    HOSTILE, "/contents/1", "9 bytes", "sha256:0", List.of(HOSTILE))),
            List.of(HOSTILE),
            HOSTILE),
        new LineageView(
            9,
            9,
            List.of(new LineageView.Box(0, 0, "source", HOSTILE, HOSTILE, "", false)),
            List.of(),
            HOSTILE),
        List.of(new RunView.Pair("pandas", "import pandas")),
        true,
        problem);
  }

  private void change(String what) {
    refusal
        .get()
        .ifPresent(problem -> {
          throw problem.asException();
        });
    told.set(what);
  }

  private Reply.Whole ask(String method, String path, PageRequest request) {
    Route route =
        new DatasetPages(source, () -> List.of("churn"))
            .routes().stream()
                .filter(each -> each.method().equals(method) && each.path().equals(path))
                .findFirst()
                .orElseThrow();
    return (Reply.Whole) route.handler().handle(request);
  }

  private String page(String path, Map<String, String> queries) {
    return new String(
        ask("GET", path, new PageRequest("2", queries)).body(), StandardCharsets.UTF_8);
  }

  private Reply.Whole send(String path, String form) {
    return ask(
        "POST",
        "/datasets/{name}/versions/{version}" + path,
        new PageRequest("2", Map.of(), form.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingFromOutsideBecomesMarkup() {
    for (String path :
        List.of(
            "/datasets",
            "/datasets/{name}",
            "/datasets/{name}/diff",
            "/datasets/{name}/versions/{version}",
            "/datasets/{name}/versions/{version}/quarantine")) {
      String page = page(path, Map.of("search", HOSTILE));
      assertThat(page).as(path).doesNotContain("<img src=x").contains("&lt;img src=x");
    }
  }

  @Test
  void anEmptyListTellsHowTheFirstDatasetIsMade() {
    assertThat(page("/datasets", Map.of())).contains("evenkeel data ingest sales sales.csv");
    assertThat(page("/datasets", Map.of("search", "x"))).contains("No dataset fits.");
  }

  @Test
  void theQuarantineOfARejectedBatchLeadsToNoVersion() {
    String path = "/datasets/{name}/versions/{version}/quarantine";

    assertThat(page(path, Map.of("after", "0"))).contains("Back to the version");
    assertThat(page(path, Map.of("after", "7")))
        .contains("The whole batch was rejected", "href=\"/datasets/sales\"")
        .doesNotContain("Back to the version");
  }

  @Test
  void whatIsAskedForIsHandedOn() {
    page("/datasets", Map.of("search", "sa", "after", "b"));
    assertThat(told).hasValue("sa after b");
    page("/datasets/{name}", Map.of("before", "17"));
    assertThat(told).hasValue("before 17");
    page("/datasets/{name}", Map.of("before", "-1"));
    assertThat(told).hasValue("before " + Integer.MAX_VALUE);
    page("/datasets/{name}/diff", Map.of("from", "1", "to", "approved"));
    assertThat(told).hasValue("1 to approved");
    page("/datasets/{name}/versions/{version}/quarantine", Map.of("after", "50"));
    assertThat(told).hasValue("after 50");
  }

  @Test
  void formsChangeWhatIsSaidAndLeadBack() {
    assertThat(send("/tags", "tag=+reviewed&value=by+ann").headers())
        .containsEntry("Location", "/datasets/2/versions/2");
    assertThat(told).hasValue("tagged 2 reviewed=by ann");
    send("/tags/remove", "tag=reviewed");
    assertThat(told).hasValue("untagged 2 reviewed");
    send("/description", "description=all+of+it");
    assertThat(told).hasValue("described 2 all of it");
    send("/aliases", "alias=approved");
    assertThat(told).hasValue("approved → 2");
    send("/aliases/remove", "alias=approved");
    assertThat(told).hasValue("removed approved");
  }

  @Test
  void aRefusedChangeIsToldOnThePageUnlessItMayNotBeSeen() {
    refusal.set(Optional.of(Problem.of(Problem.Kind.INPUT, "that is no alias", "choose another")));
    assertThat(new String(send("/aliases", "alias=7").body(), StandardCharsets.UTF_8))
        .contains("role=\"alert\"", "that is no alias");
    refusal.set(Optional.of(Problem.of(Problem.Kind.FORBIDDEN, "not you", "ask")));
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> send("/tags", "tag=a"))
                .problem()
                .kind())
        .isEqualTo(Problem.Kind.FORBIDDEN);
  }

  @Test
  void viewersReadAndEditorsChange() {
    assertThat(new DatasetPages(source, List::of).routes())
        .allSatisfy(route ->
            assertThat(route.guard())
                .isEqualTo(
                    new Guard.Needs(route.method().equals("GET") ? Role.VIEWER : Role.EDITOR)));
  }
}

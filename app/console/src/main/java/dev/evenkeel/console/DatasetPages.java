package dev.evenkeel.console;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The pages of datasets: all of them, one, a version, what differs between two, and what was
/// rejected. They need no JavaScript.
public final class DatasetPages {
  private static final int FORM_BYTES_MAX = 64 << 10;
  private static final String NUMBER = "[1-9]\\d{0,8}";
  private static final String DATASET = "/datasets/{name}";
  private static final String VERSION = DATASET + "/versions/{version}";

  private final DatasetSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public DatasetPages(DatasetSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get("/datasets", "The page of the datasets", this::datasets).needs(Role.VIEWER),
        Route.get(DATASET, "The page of a dataset", this::dataset).needs(Role.VIEWER),
        Route.get(DATASET + "/diff", "The page of what differs between versions", this::diff)
            .needs(Role.VIEWER),
        Route.get(VERSION, "The page of a dataset's version", this::version).needs(Role.VIEWER),
        Route.get(VERSION + "/quarantine", "The page of a batch's rejected rows", this::quarantine)
            .needs(Role.VIEWER),
        change("/description", "Describe a version, from its page", this::describe),
        change("/tags", "Tag a version, from its page", this::tag),
        change("/tags/remove", "Take a version's tag away, from its page", this::untag),
        change("/aliases", "Let an alias point at a version, from its page", this::alias),
        change("/aliases/remove", "Remove an alias, from a version's page", this::removeAlias));
  }

  /// What a form of a version's page asks for.
  @FunctionalInterface
  private interface Change {
    void of(String name, int version, Map<String, String> fields);
  }

  private Route change(String path, String summary, Change change) {
    return Route.post(VERSION + path, summary, request -> changed(request, change))
        .needs(Role.EDITOR);
  }

  private Reply datasets(Request request) {
    return render(
        "datasets.jte",
        source.datasets(Forms.asked(request, "search"), Forms.asked(request, "after")));
  }

  private Reply dataset(Request request) {
    return render(
        "dataset.jte",
        source.dataset(request.path("name"), number(request, "before", Integer.MAX_VALUE)));
  }

  private Reply version(Request request) {
    return render(
        "datasetversion.jte",
        source.version(
            request.path("name"), request.path("version"), Forms.asked(request, "after"), ""));
  }

  private Reply diff(Request request) {
    return render(
        "datasetdiff.jte",
        source.diff(
            request.path("name"), Forms.asked(request, "from"), Forms.asked(request, "to")));
  }

  private Reply quarantine(Request request) {
    return render(
        "quarantine.jte",
        source.quarantine(
            request.path("name"), request.path("version"), number(request, "after", 0)));
  }

  private Reply render(String template, Object view) {
    return pages.render(template, Map.of("view", view, "models", models.get()));
  }

  /// What an address says that is no number is not there.
  private static int number(Request request, String parameter, int otherwise) {
    String asked = Forms.asked(request, parameter);
    return asked.matches(NUMBER) ? Integer.parseInt(asked) : otherwise;
  }

  private Reply changed(Request request, Change change) {
    String name = request.path("name");
    String version = request.path("version");
    if (!version.matches(NUMBER)) {
      throw Problem.of(Problem.Kind.NOT_FOUND, "there is no such version", "send its number")
          .asException();
    }
    try {
      change.of(name, Integer.parseInt(version), Forms.fields(request.body(FORM_BYTES_MAX)));
    } catch (ProblemException e) {
      return render("datasetversion.jte", source.version(name, version, "", told(e)));
    }
    return Reply.seeOther("/datasets/%s/versions/%s".formatted(name, version));
  }

  /// What does not exist or may not be changed has no page to be told on.
  private static String told(ProblemException refusal) {
    Problem problem = refusal.problem();
    return switch (problem.kind()) {
      case NOT_FOUND, FORBIDDEN, UNAUTHENTICATED -> throw refusal;
      default -> problem.sentence();
    };
  }

  private void describe(String name, int version, Map<String, String> fields) {
    source.describe(name, version, fields.getOrDefault("description", ""));
  }

  private void tag(String name, int version, Map<String, String> fields) {
    source.tag(
        name, version, fields.getOrDefault("tag", "").strip(), fields.getOrDefault("value", ""));
  }

  private void untag(String name, int version, Map<String, String> fields) {
    source.untag(name, version, fields.getOrDefault("tag", ""));
  }

  private void alias(String name, int version, Map<String, String> fields) {
    source.alias(name, version, fields.getOrDefault("alias", "").strip());
  }

  private void removeAlias(String name, int version, Map<String, String> fields) {
    source.removeAlias(name, fields.getOrDefault("alias", ""));
  }
}

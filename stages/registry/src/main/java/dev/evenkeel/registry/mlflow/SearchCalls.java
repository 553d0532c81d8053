package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.search.DatasetChoice;
import dev.evenkeel.registry.search.ExperimentSearch;
import dev.evenkeel.registry.search.LoggedModelSearch;
import dev.evenkeel.registry.search.ModelOrder;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.search.RunSearch;
import dev.evenkeel.registry.search.View;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.registry.tracking.Runs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The searches of tracking. A search answers ids, and the page is read by them at once.
final class SearchCalls {
  private static final int RESULTS = 1_000;

  // Clients that ask for more, up to what the protocol allows, get shorter pages and go on: a page
  // is held in memory whole.
  private static final int RUNS_MAX = 10_000;

  private static final int MODEL_RESULTS = 50;

  private final RunSearch runSearch;
  private final Runs runs;
  private final ExperimentSearch experimentSearch;
  private final Experiments experiments;
  private final LoggedModelSearch modelSearch;
  private final LoggedModels models;

  SearchCalls(
      RunSearch runSearch,
      Runs runs,
      ExperimentSearch experimentSearch,
      Experiments experiments,
      LoggedModelSearch modelSearch,
      LoggedModels models) {
    this.runSearch = runSearch;
    this.runs = runs;
    this.experimentSearch = experimentSearch;
    this.experiments = experiments;
    this.modelSearch = modelSearch;
    this.models = models;
  }

  List<MlflowRoutes.Call> calls() {
    return List.of(
        new MlflowRoutes.Call("POST", "runs/search", "Find runs", this::runs).reads(),
        new MlflowRoutes.Call(
                "POST",
                "experiments/search",
                "Find experiments",
                request -> experiments(Fields.ofBody(request)))
            .reads(),
        new MlflowRoutes.Call(
            "GET",
            "experiments/search",
            "Find experiments",
            request ->
                experiments(
                    Fields.ofQuery(
                        request, "max_results", "page_token", "filter", "order_by", "view_type"))),
        new MlflowRoutes.Call(
                "POST", "logged-models/search", "Find logged models", this::loggedModels)
            .reads());
  }

  private Reply runs(Request request) {
    Fields fields = Fields.ofBody(request);
    int maxResults = maxResults(fields, RESULTS);
    Page<String> page =
        runSearch.search(
            experimentIds(fields),
            fields.text("filter").orElse(""),
            view(fields, "run_view_type"),
            fields.texts("order_by"),
            shortened(maxResults, RunSearch.RESULTS_MAX, RUNS_MAX),
            fields.text("page_token"));
    return RunJson.reply(runs.read(page.ids()), page);
  }

  private Reply experiments(Fields fields) {
    Page<Long> page =
        experimentSearch.search(
            fields.text("filter").orElse(""),
            view(fields, "view_type"),
            fields.texts("order_by"),
            maxResults(fields, RESULTS),
            fields.text("page_token"));
    return reply(
        "experiments",
        experiments.read(page.ids()).stream().map(ExperimentCalls::experiment).toList(),
        page);
  }

  private Reply loggedModels(Request request) {
    Fields fields = Fields.ofBody(request);
    int maxResults = Math.min(maxResults(fields, MODEL_RESULTS), LoggedModelSearch.RESULTS_MAX);
    List<Long> experimentIds = experimentIds(fields);
    if (experimentIds.isEmpty()) {
      throw Fields.invalid("Missing value for required parameter 'experiment_ids'.");
    }
    Page<String> page =
        modelSearch.search(
            experimentIds,
            fields.text("filter").orElse(""),
            fields.messages("datasets").stream().map(SearchCalls::dataset).toList(),
            fields.messages("order_by").stream().map(SearchCalls::order).toList(),
            maxResults,
            fields.text("page_token"));
    return reply(
        "models", models.read(page.ids()).stream().map(LoggedModelCalls::model).toList(), page);
  }

  private static DatasetChoice dataset(Fields fields) {
    return new DatasetChoice(fields.required("dataset_name"), fields.text("dataset_digest"));
  }

  private static ModelOrder order(Fields fields) {
    Optional<String> digest = fields.text("dataset_digest");
    Optional<String> name = fields.text("dataset_name");
    if (digest.isPresent() && name.isEmpty()) {
      throw Fields.invalid(
          "`dataset_digest` can only be specified if `dataset_name` is also specified.");
    }
    return new ModelOrder(
        fields.required("field_name"),
        fields.flag("ascending", true),
        name.map(dataset -> new DatasetChoice(dataset, digest)));
  }

  private static List<Long> experimentIds(Fields fields) {
    return fields.texts("experiment_ids").stream().map(Experiments::id).toList();
  }

  private static View view(Fields fields, String name) {
    return fields.choice(name, List.of(View.values()), 1).orElse(View.ACTIVE_ONLY);
  }

  /// How many a page may hold; what no page can hold is left to the search to refuse.
  static int maxResults(Fields fields, int otherwise) {
    return fields
        .integer("max_results")
        .map(asked -> Math.clamp(asked, -1, Integer.MAX_VALUE))
        .orElse(otherwise);
  }

  /// How many of those that were asked for a page holds; what is none is left to the search to
  /// refuse.
  static int shortened(int asked, int allowed, int held) {
    if (asked > allowed) {
      throw Fields.invalid(
          "Invalid value %d for parameter 'max_results' supplied. It must be at most %d."
              .formatted(asked, allowed));
    }
    return Math.min(asked, held);
  }

  /// A page as the protocol has it: an empty list and the token of a last page are left out.
  static Reply reply(String name, List<Map<String, Object>> found, Page<?> page) {
    Map<String, Object> json = new LinkedHashMap<>();
    WireJson.putList(json, name, found);
    page.next().ifPresent(token -> json.put("next_page_token", token));
    return Reply.json(json);
  }
}

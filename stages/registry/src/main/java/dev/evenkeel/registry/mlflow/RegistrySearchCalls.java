package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.RegistryPages;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.search.RegisteredModelSearch;
import dev.evenkeel.registry.search.VersionSearch;
import java.util.List;

/// The searches of the registry.
final class RegistrySearchCalls {
  private static final int MODEL_RESULTS = 100;
  private static final int VERSION_RESULTS = 10_000;
  private static final int VERSION_RESULTS_MAX = 200_000;

  private final RegisteredModelSearch modelSearch;
  private final VersionSearch versionSearch;
  private final RegistryPages pages;

  RegistrySearchCalls(
      RegisteredModelSearch modelSearch, VersionSearch versionSearch, RegistryPages pages) {
    this.modelSearch = modelSearch;
    this.versionSearch = versionSearch;
    this.pages = pages;
  }

  List<MlflowRoutes.Call> calls() {
    return List.of(
        new MlflowRoutes.Call(
            "GET", "registered-models/search", "Find registered models", this::models),
        new MlflowRoutes.Call(
            "GET", "model-versions/search", "Find versions of models", this::versions));
  }

  private Reply models(Request request) {
    Fields fields = fields(request);
    Page<String> page =
        modelSearch.search(
            fields.text("filter").orElse(""),
            fields.texts("order_by"),
            SearchCalls.maxResults(fields, MODEL_RESULTS),
            fields.text("page_token"));
    return SearchCalls.reply(
        "registered_models",
        pages.models(page.ids()).stream()
            .map(
                listed -> RegistryMessages.model(listed.model(), listed.latest(), listed.aliases()))
            .toList(),
        page);
  }

  private Reply versions(Request request) {
    Fields fields = fields(request);
    int asked = SearchCalls.maxResults(fields, VERSION_RESULTS);
    Page<Long> page =
        versionSearch.search(
            fields.text("filter").orElse(""),
            fields.texts("order_by"),
            SearchCalls.shortened(asked, VERSION_RESULTS_MAX, VersionSearch.RESULTS_MAX),
            fields.text("page_token"));
    return SearchCalls.reply(
        "model_versions",
        pages.versions(page.ids()).stream().map(RegistryMessages::version).toList(),
        page);
  }

  private static Fields fields(Request request) {
    return Fields.ofQuery(request, "filter", "max_results", "order_by", "page_token");
  }
}

package dev.evenkeel.server;

import dev.evenkeel.console.FileNode;
import dev.evenkeel.console.RunView;
import dev.evenkeel.console.VersionView;
import dev.evenkeel.registry.LineageGraph;
import dev.evenkeel.registry.RegisteredVersion;
import dev.evenkeel.registry.VersionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts a version into the words of its page.
final class VersionPageView {
  private static final int ROWS_MAX = 500;
  private static final String SCHEME = "mlflow-artifacts:/";

  private VersionPageView() {}

  static VersionView of(
      VersionFacts facts, LineageGraph graph, String card, DatasetLinks datasets) {
    RegisteredVersion known = facts.registered();
    List<String> labels = facts.version().description().target().labels();
    return new VersionView(
        known.model(),
        String.valueOf(known.number()),
        ShownTimes.minute(known.createdMillis()),
        card,
        known.note(),
        known.statusMessage(),
        known.aliases(),
        facts(facts, datasets),
        facts.metrics().entrySet().stream()
            .limit(ROWS_MAX)
            .map(each -> new RunView.Pair(each.getKey(), RunPageViews.number(each.getValue())))
            .toList(),
        first(ModelViews.pairs(facts.parameters())),
        inputs(facts),
        labels.isEmpty() ? "a number" : String.join(", ", first(labels)),
        first(ModelViews.pairs(known.tags())),
        ModelViews.pairs(facts.environment()),
        files(facts),
        LineagePicture.of(graph, datasets),
        graph.missing());
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(ROWS_MAX, all.size()));
  }

  private static List<VersionView.Fact> facts(VersionFacts facts, DatasetLinks datasets) {
    List<VersionView.Fact> shown = new ArrayList<>();
    add(shown, "format", facts.version().description().format(), "");
    facts.run().ifPresent(run -> add(shown, "run", run.info().name(), "/runs/" + run.info().id()));
    facts
        .run()
        .ifPresent(run -> {
          String id = String.valueOf(run.info().experimentId());
          add(shown, "experiment", id, "/experiments/" + id);
        });
    add(shown, "pipeline run", facts.version().pipelineRun().orElse(""), "");
    facts.datasets().forEach(each -> add(shown, "trained on", each, datasets.address(each)));
    add(shown, "code", facts.code(), "");
    add(shown, "script", facts.script(), "");
    add(shown, "seed", facts.seed(), "");
    add(shown, "registered by", facts.registered().userName(), "");
    add(shown, "source", facts.registered().source(), "");
    add(shown, "digest", facts.version().artifactDigest(), "");
    return shown;
  }

  private static void add(List<VersionView.Fact> shown, String name, String value, String address) {
    if (!value.isEmpty()) {
      shown.add(new VersionView.Fact(name, value, address));
    }
  }

  private static List<RunView.Pair> inputs(VersionFacts facts) {
    return facts.version().description().signature().inputs().stream()
        .limit(ROWS_MAX)
        .map(input ->
            new RunView.Pair(
                input.name(),
                input.type().name().toLowerCase(Locale.ROOT)
                    + (input.required() ? "" : ", optional")))
        .toList();
  }

  /// The one file of a version that came as one.
  private static List<FileNode> files(VersionFacts facts) {
    RegisteredVersion known = facts.registered();
    if (!facts.files().isEmpty()) {
      String place = known.storage().replace(SCHEME, "/api/2.0/mlflow-artifacts/artifacts/");
      return FileTrees.of(facts.files(), place);
    }
    return known.statusMessage().isEmpty()
        ? List.of(
            FileNode.file(
                "the model",
                facts.version().description().format(),
                "/api/v1/models/%s/versions/%d/file".formatted(known.model(), known.number())))
        : List.of();
  }
}

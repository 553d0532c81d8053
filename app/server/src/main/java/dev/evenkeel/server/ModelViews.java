package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.console.CompareView;
import dev.evenkeel.console.ModelSource;
import dev.evenkeel.console.ModelView;
import dev.evenkeel.console.ModelsView;
import dev.evenkeel.console.RunView;
import dev.evenkeel.console.VersionView;
import dev.evenkeel.registry.Cards;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.RegisteredModel;
import dev.evenkeel.registry.RegistryPages;
import dev.evenkeel.registry.VersionComparison;
import dev.evenkeel.registry.search.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Puts what is registered into the words of the pages.
final class ModelViews implements ModelSource {
  private static final int PAGE = 50;
  private static final int MOVES_MAX = 30;
  private static final int METRICS_SHOWN = 4;

  private final Registered registered;
  private final Lineage lineage;
  private final Cards cards;
  private final DatasetLinks datasets;

  ModelViews(Registered registered, Lineage lineage, Cards cards, DatasetLinks datasets) {
    this.registered = registered;
    this.lineage = lineage;
    this.cards = cards;
    this.datasets = datasets;
  }

  @Override
  public ModelsView models(String filter, String token) {
    try {
      Page<String> page =
          registered
              .modelSearch()
              .search(
                  asFilter(filter),
                  List.of(),
                  PAGE,
                  token.isEmpty() ? Optional.empty() : Optional.of(token));
      return new ModelsView(
          filter,
          registered.pages().models(page.ids()).stream().map(ModelViews::row).toList(),
          page.next().orElse(""),
          "");
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.INPUT) {
        throw e;
      }
      return new ModelsView(filter, List.of(), "", e.problem().sentence());
    }
  }

  /// A single word is a part of a name.
  private static String asFilter(String filter) {
    return filter.strip().matches("[\\w.\\-]+") ? "name ILIKE '%" + filter.strip() + "%'" : filter;
  }

  private static ModelsView.Row row(RegistryPages.Listed listed) {
    RegisteredModel model = listed.model();
    return new ModelsView.Row(
        model.name(),
        model.description(),
        listed.latest().isEmpty() ? "" : String.valueOf(listed.latest().getFirst().number()),
        Optional.ofNullable(listed.aliases().get(Models.CHAMPION)).map(String::valueOf).orElse(""),
        listed.aliases().entrySet().stream()
            .filter(alias -> !alias.getKey().equals(Models.CHAMPION))
            .map(alias -> alias.getKey() + " → " + alias.getValue())
            .toList(),
        model.tags().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(tag -> tag.getKey() + ": " + tag.getValue())
            .toList(),
        changed(model));
  }

  private static String changed(RegisteredModel model) {
    return model.updatedMillis() == 0 ? "" : ShownTimes.minute(model.updatedMillis());
  }

  @Override
  public Optional<ModelView> model(String name, int before) {
    return found(() -> registered.models().model(name)).map(model -> view(model, before));
  }

  private ModelView view(RegisteredModel model, int before) {
    List<ModelVersion> versions = registered.serving().versions(model.name(), before, PAGE);
    Map<String, Integer> aliases = registered.aliases().of(model.name());
    Map<Integer, Map<String, Double>> metrics = lineage.metrics(model.name(), versions);
    return new ModelView(
        model.name(),
        model.description(),
        cards.ofModel(model.name()),
        changed(model),
        pairs(model.tags()),
        versions.stream()
            .map(version ->
                version(version, aliases, metrics.getOrDefault(version.number(), Map.of())))
            .toList(),
        versions.size() == PAGE ? String.valueOf(versions.getLast().number()) : "",
        versions.size() < 2 ? "" : versions.get(1).number() + "," + versions.get(0).number(),
        registered.aliases().history(model.name(), MOVES_MAX).stream()
            .map(move ->
                new ModelView.Move(
                    ShownTimes.minute(move.at().toEpochMilli()),
                    move.alias(),
                    move.isSet() ? String.valueOf(move.number()) : "",
                    move.actor(),
                    move.reason()))
            .toList());
  }

  private static ModelView.Version version(
      ModelVersion version, Map<String, Integer> aliases, Map<String, Double> metrics) {
    return new ModelView.Version(
        String.valueOf(version.number()),
        ShownTimes.minute(version.at().toEpochMilli()),
        version.description().format(),
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue() == version.number())
            .map(Map.Entry::getKey)
            .toList(),
        metrics.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(METRICS_SHOWN)
            .map(metric -> metric.getKey() + " " + RunPageViews.number(metric.getValue()))
            .collect(Collectors.joining(", ")));
  }

  static List<RunView.Pair> pairs(Map<String, String> texts) {
    return texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(pair -> new RunView.Pair(pair.getKey(), pair.getValue()))
        .toList();
  }

  @Override
  public Optional<VersionView> version(String name, int number) {
    return found(() -> lineage.facts(name, number))
        .map(facts ->
            VersionPageView.of(
                facts, lineage.of(name, number), cards.ofVersion(name, number), datasets));
  }

  @Override
  public Optional<CompareView> compare(String name, List<Integer> numbers) {
    return found(() -> numbers.stream().map(number -> lineage.facts(name, number)).toList())
        .map(facts ->
            ComparePageView.of(
                name, numbers.stream().map(String::valueOf).toList(), VersionComparison.of(facts)));
  }

  private static <T> Optional<T> found(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.NOT_FOUND
          || e.problem().kind() == Problem.Kind.INPUT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}

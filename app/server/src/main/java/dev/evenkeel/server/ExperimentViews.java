package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.console.ExperimentSource;
import dev.evenkeel.console.ExperimentsView;
import dev.evenkeel.console.RunView;
import dev.evenkeel.console.RunsView;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.search.View;
import dev.evenkeel.registry.tracking.Experiment;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts what notebooks logged into the words of the pages.
final class ExperimentViews implements ExperimentSource {
  private static final int PAGE = 100;
  private static final int COLUMNS_MAX = 10;
  private static final int CELL_CHARS_MAX = 200;

  private final Tracking tracking;
  private final RunPageViews runPages;

  ExperimentViews(Tracking tracking, Registered registered, DatasetLinks datasets) {
    this.tracking = tracking;
    this.runPages = new RunPageViews(tracking, registered, datasets);
  }

  @Override
  public ExperimentsView experiments(String token) {
    Page<Long> page =
        tracking.experimentSearch().search("", View.ACTIVE_ONLY, List.of(), PAGE, given(token));
    return new ExperimentsView(
        tracking.experiments().read(page.ids()).stream()
            .map(experiment ->
                new ExperimentsView.Experiment(
                    String.valueOf(experiment.id()),
                    experiment.name(),
                    experiment.tags().getOrDefault(RunPageViews.NOTE, ""),
                    experiment.createdMillis() == 0
                        ? ""
                        : ShownTimes.minute(experiment.createdMillis())))
            .toList(),
        page.next().orElse(""));
  }

  @Override
  public Optional<RunsView> runs(RunsView.Question question) {
    return experiment(question.experiment()).map(experiment -> table(question, experiment));
  }

  private Optional<Experiment> experiment(String id) {
    return id.matches("\\d{1,18}")
        ? tracking.experiments().find(Long.parseLong(id))
        : Optional.empty();
  }

  private RunsView table(RunsView.Question question, Experiment experiment) {
    try {
      Page<String> page =
          tracking
              .runSearch()
              .search(
                  List.of(experiment.id()),
                  question.filter(),
                  View.ACTIVE_ONLY,
                  question.order().isBlank() ? List.of() : List.of(question.order()),
                  PAGE,
                  given(question.token()));
      return table(question, experiment, tracking.runs().read(page.ids()), page.next().orElse(""));
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.INPUT) {
        throw e;
      }
      return new RunsView(
          question,
          experiment.name(),
          List.of(),
          List.of(),
          0,
          List.of(),
          "",
          e.problem().sentence(),
          request(question));
    }
  }

  private static RunsView table(
      RunsView.Question question, Experiment experiment, List<Run> found, String next) {
    List<String> metrics =
        commonest(found.stream().flatMap(run -> run.metrics().stream().map(Metric::key)));
    List<String> parameters =
        commonest(found.stream().flatMap(run -> run.params().keySet().stream()));
    return new RunsView(
        question,
        experiment.name(),
        first(parameters),
        first(metrics),
        Math.max(0, parameters.size() - COLUMNS_MAX) + Math.max(0, metrics.size() - COLUMNS_MAX),
        found.stream().map(run -> row(run, first(parameters), first(metrics))).toList(),
        next,
        "",
        request(question));
  }

  private static RunsView.Row row(Run run, List<String> parameters, List<String> metrics) {
    Map<String, Double> latest =
        run.metrics().stream().collect(Collectors.toMap(Metric::key, Metric::value));
    return new RunsView.Row(
        run.info().id(),
        run.info().name(),
        RunPageViews.status(run.info()),
        ShownTimes.minute(run.info().startMillis()),
        RunPageViews.took(run.info()),
        parameters.stream().map(name -> shortened(run.params().getOrDefault(name, ""))).toList(),
        metrics.stream()
            .map(name -> latest.containsKey(name) ? RunPageViews.number(latest.get(name)) : "")
            .toList());
  }

  private static String shortened(String text) {
    return text.length() <= CELL_CHARS_MAX ? text : text.substring(0, CELL_CHARS_MAX) + "…";
  }

  /// Those that most runs have come first, so that a table says most in its first columns.
  private static List<String> commonest(Stream<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> first(List<String> names) {
    return names.subList(0, Math.min(COLUMNS_MAX, names.size()));
  }

  private static String request(RunsView.Question question) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("experiment_ids", List.of(question.experiment()));
    request.put("filter", question.filter());
    request.put("order_by", question.order().isBlank() ? List.of() : List.of(question.order()));
    request.put("max_results", PAGE);
    return Json.text(request);
  }

  private static Optional<String> given(String token) {
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  @Override
  public Optional<RunView> run(String id) {
    return id.matches("[a-zA-Z0-9][\\w\\-]{0,255}")
        ? tracking.runs().find(id).map(runPages::view)
        : Optional.empty();
  }
}

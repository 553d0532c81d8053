package dev.evenkeel.server;

import dev.evenkeel.console.PipelineRunView;
import dev.evenkeel.console.PipelineSource;
import dev.evenkeel.console.PipelineView;
import dev.evenkeel.console.PipelinesView;
import dev.evenkeel.pipelines.DeployedPipelines;
import dev.evenkeel.pipelines.DeployedPipelines.Deployed;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.PipelineRuns.Answer;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.StepFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Puts pipelines and their runs into the words of the pages.
final class PipelineViews implements PipelineSource {
  private static final int PAGE = 100;
  private static final int NEWEST = 20;
  private static final int STATES_MAX = 1_000;
  private static final int LAST_LINES = 20;
  private static final int TEXT_CHARS_MAX = 500;
  private static final int OUTPUTS_MAX = 20;
  private static final int DIGEST_CHARS = "sha256:".length() + 12;
  private static final double BAR = 1_000;

  private final DeployedPipelines deployed;
  private final RunHistory history;
  private final PipelineRuns runs;
  private final StepFiles files;
  private final DatasetLinks datasets;

  PipelineViews(
      DeployedPipelines deployed,
      RunHistory history,
      PipelineRuns runs,
      StepFiles files,
      DatasetLinks datasets) {
    this.deployed = deployed;
    this.history = history;
    this.runs = runs;
    this.files = files;
    this.datasets = datasets;
  }

  @Override
  public PipelinesView pipelines(String after) {
    // One more says whether a page follows.
    List<Deployed> found = deployed.list(after, PAGE + 1);
    List<Deployed> shown = found.subList(0, Math.min(PAGE, found.size()));
    return new PipelinesView(
        shown.stream().map(PipelineViews::pipeline).toList(),
        rows("", Optional.empty(), NEWEST),
        found.size() > PAGE ? shown.getLast().name() : "");
  }

  @Override
  public PipelineView pipeline(String name, String before) {
    Deployed pipeline = deployed.demand(name);
    var definition = deployed.definition(pipeline);
    List<PipelinesView.Run> found =
        rows(name, Optional.of(before).filter(id -> !id.isEmpty()), PAGE + 1);
    List<PipelinesView.Run> shown = found.subList(0, Math.min(PAGE, found.size()));
    return new PipelineView(
        pipeline(pipeline),
        PipelinePicture.of(definition, Map.of()),
        definition.canonical(),
        shown,
        found.size() > PAGE ? shown.getLast().id() : "");
  }

  private List<PipelinesView.Run> rows(String pipeline, Optional<String> before, int limit) {
    return history
        .list(new RunHistory.Query(pipeline, "", Optional.empty()), before, limit)
        .stream()
        .map(PipelineViews::row)
        .toList();
  }

  @Override
  public PipelineRunView run(String id, int after) {
    RunHistory.Summary summary = history.summary(id);
    PipelineRun run = summary.run();
    List<StepRun> found = history.steps(id, after, PAGE + 1);
    List<StepRun> shown = found.subList(0, Math.min(PAGE, found.size()));
    Map<String, String> states = new HashMap<>();
    history.steps(id, 0, STATES_MAX).forEach(step -> states.put(step.name(), word(step.state())));
    Instant end = run.ended().orElseGet(Instant::now);
    return new PipelineRunView(
        row(summary),
        run.definition(),
        run.retryOf().orElse(""),
        run.message(),
        run.state().isFinal(),
        run.state() == State.FAILED ? failed(run) : Optional.empty(),
        history.asked(id).stream()
            .map(asked ->
                new PipelineRunView.Asked(
                    asked.step(), asked.role(), asked.until().map(PipelineViews::time).orElse("")))
            .toList(),
        PipelinePicture.of(runs.definition(run), states),
        shown.stream().map(step -> step(run, step, end)).toList(),
        after,
        found.size() > PAGE ? String.valueOf(after + PAGE) : "");
  }

  private Optional<PipelineRunView.Failed> failed(PipelineRun run) {
    String id = run.id();
    return history
        .failed(id)
        .map(step ->
            new PipelineRunView.Failed(
                step.name(),
                // A step that was refused never ran; the run knows by whom.
                step.message().isEmpty() ? run.message() : step.message(),
                history.lastLines(id, step.name(), step.attempt(), LAST_LINES)));
  }

  private PipelineRunView.Step step(PipelineRun run, StepRun step, Instant to) {
    Instant from = run.started();
    double whole = Math.max(1, Duration.between(from, to).toMillis());
    Optional<Instant> started = step.started();
    Instant ended = step.ended().orElse(to);
    int begin =
        started
            .map(time ->
                (int) Math.clamp(Duration.between(from, time).toMillis() * BAR / whole, 0, BAR - 5))
            .orElse(0);
    int length =
        started
            .map(time ->
                (int)
                    Math.clamp(
                        Duration.between(time, ended).toMillis() * BAR / whole, 5, BAR - begin))
            .orElse(0);
    return new PipelineRunView.Step(
        step.name(),
        step.item().map(PipelineViews::shortened).orElse(""),
        word(step.state()),
        step.attempt(),
        started.map(time -> ShownTimes.length(Duration.between(time, ended).toMillis())).orElse(""),
        shortened(step.message().isEmpty() ? step.reason() : step.message()),
        step.cachedFrom().orElse(""),
        begin,
        length,
        new TreeMap<>(step.output())
            .entrySet().stream().limit(OUTPUTS_MAX).map(each -> output(run, step, each)).toList());
  }

  private PipelineRunView.Output output(
      PipelineRun run, StepRun step, Map.Entry<String, String> output) {
    String name = output.getKey();
    String value = output.getValue();
    if (files.isFile(run, step, name)) {
      return new PipelineRunView.Output(
          name,
          value.substring(0, DIGEST_CHARS) + "…",
          "/api/v1/pipeline-runs/%s/steps/%s/files/%s".formatted(run.id(), segment(step), name));
    }
    return new PipelineRunView.Output(name, shortened(value), datasets.address(value));
  }

  /// As a part of an address: `fit%5B0%5D`.
  private static String segment(StepRun step) {
    return URLEncoder.encode(step.name(), StandardCharsets.UTF_8);
  }

  @Override
  public void cancel(String id) {
    runs.cancel(id);
  }

  @Override
  public String retry(String id) {
    return runs.retry(id, Optional.empty()).id();
  }

  @Override
  public void approve(String id, String step, String note) {
    runs.answer(id, step, Answer.APPROVED, shortened(note));
  }

  @Override
  public void refuse(String id, String step, String note) {
    runs.answer(id, step, Answer.REFUSED, shortened(note));
  }

  private static PipelinesView.Deployed pipeline(Deployed pipeline) {
    return new PipelinesView.Deployed(
        pipeline.name(),
        pipeline.digest(),
        time(pipeline.deployed()),
        pipeline.deployedBy(),
        pipeline.paused(),
        pipeline.last().map(PipelineViews::time).orElse(""),
        pipeline.next().map(PipelineViews::time).orElse(""));
  }

  private static PipelinesView.Run row(RunHistory.Summary summary) {
    PipelineRun run = summary.run();
    return new PipelinesView.Run(
        run.id(),
        run.pipeline(),
        word(run.state()),
        time(run.started()),
        run.ended()
            .map(end -> ShownTimes.length(Duration.between(run.started(), end).toMillis()))
            .orElse(""),
        shortened(run.cause()),
        run.part().orElse(""),
        new TreeMap<>(summary.steps())
            .entrySet().stream()
                .map(count -> "%d %s".formatted(count.getValue(), word(count.getKey())))
                .collect(Collectors.joining(", ")));
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant time) {
    return ShownTimes.minute(time.toEpochMilli());
  }

  private static String shortened(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + "…";
  }
}

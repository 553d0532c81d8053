package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs as our own addresses tell of them.
final class RunJson {
  private RunJson() {}

  static Map<String, Object> run(RunHistory.Summary summary) {
    Map<String, Object> json = run(summary.run());
    json.put("steps", new TreeMap<>(summary.steps()));
    return json;
  }

  static Map<String, Object> run(PipelineRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", run.id());
    json.put("pipeline", run.pipeline());
    json.put("definition", run.definition());
    json.put("model", run.subject());
    json.put("cause", run.cause());
    run.part().ifPresent(part -> json.put("part", part));
    run.retryOf().ifPresent(earlier -> json.put("retryOf", earlier));
    json.put("state", run.state());
    json.put("at", run.at().toString());
    json.put("started", run.started().toString());
    run.ended().ifPresent(ended -> json.put("ended", ended.toString()));
    json.put("message", run.message());
    return json;
  }

  static Map<String, Object> step(StepRun step) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", step.name());
    step.item().ifPresent(item -> json.put("item", item));
    json.put("state", step.state());
    json.put("attempt", step.attempt());
    json.put("epoch", step.epoch());
    json.put("message", step.message());
    json.put("reason", step.reason());
    step.cachedFrom().ifPresent(run -> json.put("cachedFrom", run));
    step.started().ifPresent(time -> json.put("started", time.toString()));
    step.ended().ifPresent(time -> json.put("ended", time.toString()));
    json.put("output", new TreeMap<>(step.output()));
    return json;
  }

  static Map<String, Object> attempt(RunHistory.Attempt attempt) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("attempt", attempt.attempt());
    json.put("epoch", attempt.epoch());
    json.put("node", attempt.node());
    json.put("state", attempt.state());
    json.put("message", attempt.message());
    json.put("started", attempt.started().toString());
    attempt.ended().ifPresent(time -> json.put("ended", time.toString()));
    return json;
  }

  static Map<String, Object> event(RunHistory.Happened event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", event.id());
    json.put("at", event.at().toString());
    json.put("step", event.step());
    json.put("state", event.state());
    json.put("detail", event.detail());
    return json;
  }

  static Map<String, Object> asked(RunHistory.Asked asked) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", asked.step());
    json.put("role", asked.role());
    json.put("asked", asked.asked().toString());
    asked.until().ifPresent(time -> json.put("until", time.toString()));
    return json;
  }

  static Map<String, Object> deployed(DeployedPipelines.Deployed deployed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", deployed.name());
    json.put("digest", deployed.digest());
    json.put("deployed", deployed.deployed().toString());
    json.put("deployedBy", deployed.deployedBy());
    json.put("paused", deployed.paused());
    deployed.last().ifPresent(time -> json.put("last", time.toString()));
    deployed.next().ifPresent(time -> json.put("next", time.toString()));
    return json;
  }

  /// Steps and what they wait for, for whoever draws them.
  static List<Map<String, Object>> graph(Pipeline pipeline) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Step step : pipeline.steps()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", step.name());
      json.put("uses", step.uses());
      json.put("after", List.copyOf(step.waitsFor()));
      step.when().ifPresent(condition -> json.put("when", condition.text()));
      step.each().ifPresent(_ -> json.put("each", true));
      step.approval().ifPresent(approval -> json.put("approve", approval.role()));
      steps.add(json);
    }
    return steps;
  }
}

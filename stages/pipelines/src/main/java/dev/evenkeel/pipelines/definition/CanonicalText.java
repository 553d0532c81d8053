package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.pipelines.definition.Execution.Resources;
import dev.evenkeel.pipelines.definition.Execution.Retry;
import dev.evenkeel.pipelines.definition.Settings.CatchUp;
import dev.evenkeel.pipelines.definition.Settings.Concurrency;
import dev.evenkeel.pipelines.definition.Settings.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes a pipeline in the grammar of its file, as JSON, with every default left out: what is
/// added to the grammar later changes the digest of nothing that does not use it.
final class CanonicalText {
  private final Map<String, Object> keys = new LinkedHashMap<>();

  private CanonicalText() {}

  static String of(Pipeline pipeline) {
    CanonicalText text = new CanonicalText();
    text.keys.put("version", 1);
    text.keys.put("name", pipeline.name());
    Map<String, Object> parameters = new LinkedHashMap<>();
    pipeline.parameters().forEach(one -> parameters.put(one.name(), parameter(one)));
    text.unless(parameters, Map.of(), "params");
    text.settings(pipeline.settings());
    Map<String, Object> steps = new LinkedHashMap<>();
    pipeline.steps().forEach(step -> steps.put(step.name(), step(step)));
    text.keys.put("steps", steps);
    return printable(Json.text(text.keys));
  }

  /// YAML refuses some characters that JSON takes, and breaks lines at others; all of them stand in
  /// texts, where an escape means the same.
  private static String printable(String json) {
    StringBuilder printable = new StringBuilder(json.length());
    for (int at = 0; at < json.length(); at++) {
      char character = json.charAt(at);
      boolean isRefused =
          (character >= 0x7f && character <= 0x9f)
              || character == 0x2028
              || character == 0x2029
              || character == 0xfeff
              || character >= 0xfffe;
      if (isRefused) {
        printable.append("\\u%04x".formatted((int) character));
      } else {
        printable.append(character);
      }
    }
    return printable.toString();
  }

  private void unless(Object value, Object otherwise, String key) {
    if (!value.equals(otherwise)) {
      keys.put(key, value);
    }
  }

  private static Object parameter(Parameter parameter) {
    return parameter
        .otherwise()
        .<Object>map(value -> ordered("type", parameter.type().word(), "default", value))
        .orElse(parameter.type().word());
  }

  private void settings(Settings settings) {
    settings
        .schedule()
        .ifPresent(schedule -> {
          CanonicalText text = new CanonicalText();
          text.keys.put("cron", schedule.cron());
          text.keys.put("zone", schedule.zone().getId());
          text.unless(word(schedule.catchUp()), word(CatchUp.NONE), "catchUp");
          keys.put("schedule", text.keys);
        });
    settings
        .partition()
        .ifPresent(partition ->
            keys.put(
                "partition",
                ordered("by", partition.parameter(), "every", partition.every().toString())));
    settings.concurrency().ifPresent(concurrency -> keys.put("concurrency", of(concurrency)));
    unless(settings.priority(), 0, "priority");
    settings.deadline().ifPresent(deadline -> keys.put("deadline", deadline.toString()));
    unless(
        settings.triggers().stream().map(CanonicalText::trigger).toList(), List.of(), "triggers");
  }

  private static Object of(Concurrency concurrency) {
    return concurrency.key().isEmpty()
        ? concurrency.max()
        : ordered("key", concurrency.key(), "max", concurrency.max());
  }

  private static Map<String, Object> trigger(Trigger trigger) {
    return switch (trigger) {
      case Trigger.NewVersion(String dataset) -> ordered("dataset", dataset);
      case Trigger.AliasMoved(String model, String alias) ->
          ordered("model", model, "alias", alias);
      case Trigger.AlertFired(String model, String type) ->
          type.isEmpty() ? ordered("alert", model) : ordered("alert", model, "type", type);
      case Trigger.Called(String webhook) -> ordered("webhook", webhook);
      case Trigger.PipelineSucceeded(String pipeline) -> ordered("pipeline", pipeline);
    };
  }

  private static Map<String, Object> step(Step step) {
    CanonicalText text = new CanonicalText();
    text.unless(step.uses(), step.name(), "uses");
    text.unless(step.after(), List.of(), "after");
    Map<String, Object> in = new LinkedHashMap<>();
    step.in().forEach((name, reference) -> in.put(name, reference.text()));
    text.unless(in, Map.of(), "in");
    Map<String, Object> out = new LinkedHashMap<>();
    step.out().forEach((name, type) -> out.put(name, type.word()));
    text.unless(out, Map.of(), "out");
    text.unless(step.with(), Map.of(), "with");
    step.when().ifPresent(condition -> text.keys.put("when", condition.text()));
    step.each().ifPresent(each -> text.keys.put("each", each(each)));
    text.unless(step.optional(), false, "optional");
    step.approval().ifPresent(approval -> text.keys.put("approve", approval(approval)));
    text.execution(step.execution());
    return text.keys;
  }

  private static Object each(Step.Each each) {
    Object values = each.from().<Object>map(Reference::text).orElse(each.values());
    return each.parallel() == Step.Each.ALL
        ? values
        : ordered("of", values, "parallel", each.parallel());
  }

  private static Map<String, Object> approval(Step.Approval approval) {
    Map<String, Object> keys = ordered("role", approval.role());
    approval.within().ifPresent(within -> keys.put("within", within.toString()));
    return keys;
  }

  private void execution(Execution execution) {
    if (!execution.retry().equals(Retry.NONE)) {
      keys.put("retry", retry(execution.retry()));
    }
    execution.timeout().ifPresent(timeout -> keys.put("timeout", timeout.toString()));
    switch (execution.cache()) {
      case Cache.Never() -> {}
      case Cache.Content() -> keys.put("cache", "content");
      case Cache.For(var age) -> keys.put("cache", age.toString());
    }
    unless(execution.resources().cpu(), Resources.ANY.cpu(), "cpu");
    unless(execution.resources().memoryBytes(), Resources.ANY.memoryBytes(), "memory");
    unless(execution.resources().gpu(), Resources.ANY.gpu(), "gpu");
    unless(execution.runner(), "", "runner");
    unless(execution.image(), "", "image");
    unless(execution.environment(), Map.of(), "env");
    unless(execution.secrets(), Map.of(), "secrets");
  }

  private static Map<String, Object> retry(Retry retry) {
    CanonicalText text = new CanonicalText();
    text.keys.put("max", retry.max());
    text.unless(retry.backoff().toString(), Retry.NONE.backoff().toString(), "backoff");
    text.unless(retry.factor(), Retry.NONE.factor(), "factor");
    text.unless(retry.backoffMax().toString(), Retry.NONE.backoffMax().toString(), "backoffMax");
    text.unless(retry.jitter(), Retry.NONE.jitter(), "jitter");
    return text.keys;
  }

  private static String word(CatchUp catchUp) {
    return catchUp.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> ordered(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }

  private static Map<String, Object> ordered(
      String key, Object value, String nextKey, Object nextValue) {
    Map<String, Object> map = ordered(key, value);
    map.put(nextKey, nextValue);
    return map;
  }
}

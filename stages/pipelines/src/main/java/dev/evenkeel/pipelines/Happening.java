package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.definition.Settings.Trigger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Something that may trigger pipelines, as rooms tell it.
public sealed interface Happening {
  /// A dataset has a new version.
  record NewVersion(String dataset, int number) implements Happening {}

  /// An alias of a model points to another version.
  ///
  /// @param move tells this move from all others
  record AliasMoved(String model, String alias, int number, String move) implements Happening {}

  /// An alert of a model begins to fire.
  ///
  /// @param type as `PERFORMANCE`
  /// @param alert tells it from all others
  /// @param text in plain words
  record AlertFired(String model, String type, String alert, String text) implements Happening {}

  /// A webhook was called, rightly.
  ///
  /// @param pipeline whose webhook
  /// @param delivery the same when it is called again
  /// @param facts what the body said
  record Called(String pipeline, String webhook, String delivery, Map<String, String> facts)
      implements Happening {
    public Called {
      facts = Map.copyOf(facts);
    }
  }

  /// A run of a pipeline has succeeded.
  record PipelineSucceeded(String pipeline, String run, Optional<String> part)
      implements Happening {}

  /// The stored kind of the triggers that wait for it.
  default String kind() {
    return switch (this) {
      case NewVersion _ -> "dataset";
      case AliasMoved _ -> "alias";
      case AlertFired _ -> "alert";
      case Called _ -> "webhook";
      case PipelineSucceeded _ -> "pipeline";
    };
  }

  /// What it happened to.
  default String subject() {
    return switch (this) {
      case NewVersion(String dataset, _) -> dataset;
      case AliasMoved(String model, _, _, _) -> model;
      case AlertFired(String model, _, _, _) -> model;
      case Called(_, String webhook, _, _) -> webhook;
      case PipelineSucceeded(String pipeline, _, _) -> pipeline;
    };
  }

  /// What of the subject; a trigger may ask for one, or for any.
  default String detail() {
    return switch (this) {
      case AliasMoved(_, String alias, _, _) -> alias;
      case AlertFired(_, String type, _, _) -> type;
      case NewVersion _, Called _, PipelineSucceeded _ -> "";
    };
  }

  /// Tells it from all else of its kind.
  default String key() {
    return switch (this) {
      case NewVersion(String dataset, int number) -> dataset + "@" + number;
      case AliasMoved(_, _, _, String move) -> move;
      case AlertFired(_, _, String alert, _) -> alert;
      case Called(_, String webhook, String delivery, _) -> webhook + "/" + delivery;
      case PipelineSucceeded(_, String run, _) -> run;
    };
  }

  /// In plain words.
  default String cause() {
    return switch (this) {
      case NewVersion(String dataset, int number) -> "new version %s@%d".formatted(dataset, number);
      case AliasMoved(String model, String alias, int number, _) ->
          "%s of %s points to version %d".formatted(alias, model, number);
      case AlertFired(_, _, _, String text) -> "alert: " + text;
      case Called(_, String webhook, String delivery, _) ->
          "webhook %s, delivery %s".formatted(webhook, delivery);
      case PipelineSucceeded(String pipeline, String run, _) ->
          "run %s of pipeline %s succeeded".formatted(run, pipeline);
    };
  }

  /// What parameters may be given by it, by their names.
  default Map<String, String> facts() {
    return switch (this) {
      case NewVersion(String dataset, int number) -> Map.of("dataset", dataset + "@" + number);
      case AliasMoved(String model, String alias, int number, _) ->
          Map.of("model", model + "@" + number, "alias", alias);
      case AlertFired(String model, String type, String alert, String text) ->
          Map.of("alerted", model, "type", type, "alert", alert, "text", text);
      case Called(_, String webhook, String delivery, Map<String, String> said) -> {
        Map<String, String> facts = new TreeMap<>(said);
        facts.put("webhook", webhook);
        facts.put("delivery", delivery);
        yield facts;
      }
      case PipelineSucceeded(String pipeline, String run, _) ->
          Map.of("pipeline", pipeline, "run", run);
    };
  }

  /// A trigger as it is stored, and as what happens is compared with it.
  ///
  /// @param detail empty for any
  record Awaited(String kind, String subject, String detail) {
    static Awaited of(Trigger trigger) {
      return switch (trigger) {
        case Trigger.NewVersion(String dataset) -> new Awaited("dataset", dataset, "");
        case Trigger.AliasMoved(String model, String alias) -> new Awaited("alias", model, alias);
        case Trigger.AlertFired(String model, String type) -> new Awaited("alert", model, type);
        case Trigger.Called(String webhook) -> new Awaited("webhook", webhook, "");
        case Trigger.PipelineSucceeded(String pipeline) -> new Awaited("pipeline", pipeline, "");
      };
    }
  }
}

package dev.evenkeel.registry.webhooks;

import dev.evenkeel.registry.Events;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What can happen, in our words and in MLflow's.
public enum EventType {
  MODEL_CREATED(Events.MODEL_CREATED, "registered_model.created"),
  MODEL_DELETED(Events.MODEL_DELETED, ""),
  VERSION_REGISTERED(Events.VERSION_REGISTERED, "model_version.created"),
  VERSION_DELETED(Events.VERSION_DELETED, ""),
  VERSION_TAG_SET(Events.VERSION_TAG_SET, "model_version_tag.set"),
  VERSION_TAG_REMOVED(Events.VERSION_TAG_REMOVED, "model_version_tag.deleted"),
  ALIAS_SET(Events.ALIAS_SET, "model_version_alias.created"),
  ALIAS_REMOVED(Events.ALIAS_REMOVED, "model_version_alias.deleted"),
  CHAMPION_PROMOTED(Events.CHAMPION_PROMOTED, ""),
  APPROVAL_REQUESTED(Events.APPROVAL_REQUESTED, ""),
  APPROVAL_DECIDED(Events.APPROVAL_DECIDED, ""),
  PIPELINE_LATE(Events.PIPELINE_LATE, "");

  private final String word;
  private final String mlflow;

  EventType(String word, String mlflow) {
    this.word = word;
    this.mlflow = mlflow;
  }

  /// As we write it: `version.registered`.
  public String word() {
    return word;
  }

  /// As MLflow writes it, `model_version.created`; empty when it has no such event.
  public String mlflow() {
    return mlflow;
  }

  /// By our word.
  public static Optional<EventType> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /// By MLflow's words.
  public static Optional<EventType> ofMlflow(String word) {
    return Arrays.stream(values())
        .filter(each -> !each.mlflow.isEmpty() && each.mlflow.equals(word))
        .findFirst();
  }

  /// All our words.
  public static List<String> words() {
    return Arrays.stream(values()).map(EventType::word).toList();
  }
}

package dev.evenkeel.registry;

import java.util.Map;

/// Tells whoever subscribed, by a webhook, that something happened.
@FunctionalInterface
public interface Events {
  /// A model was made, without a version.
  String MODEL_CREATED = "model.created";

  /// A model was deleted, with all its versions.
  String MODEL_DELETED = "model.deleted";

  /// A version was registered.
  String VERSION_REGISTERED = "version.registered";

  /// A version was deleted.
  String VERSION_DELETED = "version.deleted";

  /// A tag of a version was set.
  String VERSION_TAG_SET = "version.tag.set";

  /// A tag of a version was removed.
  String VERSION_TAG_REMOVED = "version.tag.removed";

  /// An alias points at a version, or at another one.
  String ALIAS_SET = "alias.set";

  /// An alias points at nothing any more.
  String ALIAS_REMOVED = "alias.removed";

  /// Another version answers requests.
  String CHAMPION_PROMOTED = "champion.promoted";

  /// Somebody asks for a decision.
  String APPROVAL_REQUESTED = "approval.requested";

  /// Somebody decided.
  String APPROVAL_DECIDED = "approval.decided";

  /// A run of a pipeline has not ended at its deadline.
  String PIPELINE_LATE = "pipeline.late";

  /// Tells nobody.
  Events NONE = (_, _, _) -> {};

  /// Joins the thread's transaction: what is rolled back is told to nobody, what is committed is
  /// told at least once, also after a crash. Cheap while nobody has subscribed.
  ///
  /// @param type one of those above
  /// @param subject what it happened to, as people refer to it: `home-sales@7`
  /// @param data the facts; what JSON can say
  void raise(String type, String subject, Map<String, ?> data);
}

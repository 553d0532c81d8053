package dev.evenkeel.console;

import java.util.Set;

/// Where the pages of webhooks get what they show; `server` connects them. Only administrators of
/// the project see any of it.
public interface WebhookSource {
  /// A page of the webhooks.
  ///
  /// @param before a number; empty for the newest
  /// @param secret to be shown
  /// @param problem to be shown above
  WebhooksView webhooks(String before, String secret, String problem);

  /// Makes one and answers its secret.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it cannot be
  String add(String name, String url, Set<String> events);

  /// A webhook and a page of what it was told.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  WebhookView webhook(String id, String before, String tested, String problem);

  /// Sends an example, and answers in words what came of it.
  String test(String id);

  /// Deletes one.
  void remove(String id);

  /// Tells something once more.
  void again(String id, String delivery);
}

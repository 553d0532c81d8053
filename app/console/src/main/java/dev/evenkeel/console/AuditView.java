package dev.evenkeel.console;

import java.util.List;

/// A page of the audit log.
///
/// @param question what was asked for
/// @param older the id that the next page begins below; empty on the last
public record AuditView(Question question, List<Entry> entries, String older) {
  public AuditView {
    entries = List.copyOf(entries);
  }

  /// Which entries somebody wants; what is empty asks for nothing.
  ///
  /// @param from a time as of ISO 8601
  /// @param to a time as of ISO 8601
  /// @param before an id; empty for the newest
  public record Question(
      String actor,
      String action,
      String subject,
      String project,
      String from,
      String to,
      String before) {}

  /// One entry, in words.
  public record Entry(
      long id,
      String at,
      String actor,
      String address,
      String project,
      String action,
      String subject,
      String before,
      String after,
      String reason) {}
}

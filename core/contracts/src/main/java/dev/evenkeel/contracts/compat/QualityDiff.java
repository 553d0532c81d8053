package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.QualityRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rules of the group `quality`. Whether one query or threshold is stricter than another is for
/// people to say, so a rule that changed counts as a new one.
final class QualityDiff {
  private final Changes changes;

  QualityDiff(Changes changes) {
    this.changes = changes;
  }

  void compare(String path, List<QualityRule> before, List<QualityRule> after) {
    List<QualityRule> gone = new ArrayList<>(before);
    List<QualityRule> added = new ArrayList<>();
    for (QualityRule rule : after) {
      if (!gone.remove(rule)) {
        added.add(rule);
      }
    }
    for (QualityRule rule : added) {
      Optional<QualityRule> was =
          gone.stream().filter(old -> !id(old).isEmpty() && id(old).equals(id(rule))).findFirst();
      if (was.isPresent()) {
        gone.remove(was.get());
        changes.tightened(path, "rule `%s` changed".formatted(id(rule)));
      } else if (!rule.type().equals("text")) {
        changes.tightened(path, "rule `%s` is new".formatted(name(rule)));
      }
    }
    for (QualityRule rule : gone) {
      if (!rule.type().equals("text")) {
        changes.loosened(path, "rule `%s` is gone".formatted(name(rule)));
      }
    }
  }

  private static String id(QualityRule rule) {
    return rule.id().isEmpty() ? rule.name() : rule.id();
  }

  private static String name(QualityRule rule) {
    if (!id(rule).isEmpty()) {
      return id(rule);
    }
    return rule.metric().isEmpty() ? rule.type() : rule.metric();
  }
}

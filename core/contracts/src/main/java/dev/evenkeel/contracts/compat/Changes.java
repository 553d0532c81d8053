package dev.evenkeel.contracts.compat;

import java.util.ArrayList;
import java.util.List;

/// Changes as they are found.
final class Changes {
  private static final String WORDS = "-changed";

  private final List<Change> all = new ArrayList<>();

  void add(String path, String kind, String what, Effect writers, Effect readers, String advice) {
    all.add(new Change(path, kind, what, writers, readers, advice));
  }

  /// Something that only people read.
  void words(String path, String kind, String what) {
    add(path, kind, what, Effect.OK, Effect.OK, "");
  }

  static boolean isWords(Change change) {
    return change.kind().equals("document" + WORDS) || change.kind().equals("words" + WORDS);
  }

  /// More is demanded than before.
  void tightened(String path, String what) {
    add(
        path,
        "rule-tightened",
        what,
        Effect.BREAK,
        Effect.OK,
        "check the data that is there by the new rule first; raise the major version");
  }

  /// Less is demanded than before.
  void loosened(String path, String what) {
    add(path, "rule-loosened", what, Effect.OK, Effect.WARN, "tell readers what may come now");
  }

  List<Change> all() {
    return all;
  }
}

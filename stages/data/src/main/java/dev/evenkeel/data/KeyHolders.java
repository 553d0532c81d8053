package dev.evenkeel.data;

import dev.evenkeel.base.Request;

/// Who has keys of tables, so that a key opens nothing any more once its holder is shut out.
public interface KeyHolders {
  /// Whoever asks, by a name that is no secret: of a token, not of its user, where one was shown.
  ///
  /// @return letters, digits, `.`, `_`, `-` and `@`, at most 200 of them
  String of(Request request);

  /// Whether such a holder may still read what is in a project. Asked for each file.
  boolean mayRead(String holder, String project);
}

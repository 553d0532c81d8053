package dev.evenkeel.conformance;

import com.google.errorprone.annotations.FormatMethod;

/// One promise of the protocol.
///
/// @param name stable, for reports and for skipping it
/// @param reference where the promise is written
/// @param body returns when the promise is kept, else throws [Broken] or [NotOffered]
record Check(String name, Level level, String reference, Body body) {
  /// How binding it is.
  enum Level {
    /// The specification demands it, of every server or of those that offer the extension.
    REQUIRED,
    /// The specification leaves it open; clients are better off with it.
    RECOMMENDED
  }

  /// What asks the server.
  @FunctionalInterface
  interface Body {
    /// Called once; whatever it throws else counts as broken.
    void ask(Server server) throws Exception;
  }

  /// The promise is not kept.
  static final class Broken extends RuntimeException {
    Broken(String reason) {
      super(reason);
    }
  }

  /// The server does not offer this part, which is its right.
  static final class NotOffered extends RuntimeException {
    NotOffered(String reason) {
      super(reason);
    }
  }

  static Check required(String name, String reference, Body body) {
    return new Check(name, Level.REQUIRED, reference, body);
  }

  static Check recommended(String name, String reference, Body body) {
    return new Check(name, Level.RECOMMENDED, reference, body);
  }

  /// Breaks the promise unless the condition holds.
  @FormatMethod
  static void demand(boolean holds, String reason, Object... parts) {
    if (!holds) {
      throw new Broken(reason.formatted(parts));
    }
  }
}

package dev.evenkeel.contracts.odcs;

import java.util.Comparator;
import java.util.List;

/// Something that is to be said of a document.
///
/// @param pointer of the value that it is about (RFC 6901); empty for the whole document
/// @param line from 1
/// @param column from 1
/// @param what what is wrong, in one sentence without a full stop
/// @param remedy what to do; empty when `what` says it
public record Finding(
    Level level, String pointer, int line, int column, String what, String remedy) {
  /// How bad it is.
  public enum Level {
    /// The document cannot be relied on.
    ERROR,
    /// It can, and does not mean what its author may think.
    WARNING,
    /// Good to know.
    HINT
  }

  /// The same, by their place.
  public static List<Finding> sorted(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
        .toList();
  }

  /// As compilers write it: `12:5 error: …`.
  @Override
  public String toString() {
    String text =
        "%d:%d %s: %s"
            .formatted(line, column, level.name().toLowerCase(java.util.Locale.ROOT), what);
    return remedy.isEmpty() ? text : text + "; " + remedy;
  }
}

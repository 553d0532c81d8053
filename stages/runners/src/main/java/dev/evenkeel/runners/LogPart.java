package dev.evenkeel.runners;

/// A part of what a program printed.
///
/// @param text whole characters; where the middle was left out, it says how much
/// @param next the offset to go on from
/// @param whole whether more can never come
public record LogPart(String text, long next, boolean whole) {
  /// A part of a log that is there from its beginning.
  ///
  /// @param over whether nothing is printed any more
  public static LogPart of(byte[] printed, long offset, int max, boolean over) {
    return LogText.part(printed, offset, max, over);
  }
}

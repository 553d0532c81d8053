package dev.evenkeel.store;

import java.time.Instant;

/// Something that leaves the process, and how far it got.
///
/// @param number counts up
/// @param delivery its id: the same in each attempt, so that whoever gets it twice can tell
/// @param recipient for whom it is
/// @param kind what it tells of
/// @param attempts that were made
/// @param changed when the last attempt ended
/// @param status of the last answer; 0 without one
/// @param note what went wrong last; may be empty
public record Outgoing(
    long number,
    String delivery,
    String recipient,
    String kind,
    String body,
    State state,
    int attempts,
    Instant created,
    Instant changed,
    int status,
    String note) {
  /// How far it got.
  public enum State {
    /// To be tried, or to be tried again.
    PENDING,

    /// It arrived.
    DELIVERED,

    /// Nobody tries any more: a dead letter, until somebody asks for it.
    DEAD
  }
}

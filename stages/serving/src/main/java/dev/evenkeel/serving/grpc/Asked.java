package dev.evenkeel.serving.grpc;

/// A message with what came beside it.
///
/// @param deadlineNanos by `System.nanoTime`; `Long.MAX_VALUE` for none
/// @param stickyKey equal keys go to the same version; empty is at random
/// @param contract digest of the one that the client was written for; empty when it says none
record Asked<Q>(Q message, long deadlineNanos, String stickyKey, String contract) {}

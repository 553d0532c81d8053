package dev.evenkeel.automation;

import java.util.OptionalInt;

/// How to replay.
///
/// @param seed of every training
/// @param months stop after so many; empty means all
/// @param resume go on with what a killed replay left instead of starting anew
public record ReplayOptions(long seed, OptionalInt months, boolean resume) {}

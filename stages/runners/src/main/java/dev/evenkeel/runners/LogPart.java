package dev.evenkeel.runners;

/// A part of what a program printed.
///
/// @param text whole characters; where the middle was left out, it says how much
/// @param next the offset to go on from
/// @param whole whether more can never come
public record LogPart(String text, long next, boolean whole) {}

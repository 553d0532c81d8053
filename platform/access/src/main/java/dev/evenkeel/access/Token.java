package dev.evenkeel.access;

import dev.evenkeel.base.Role;
import java.util.OptionalLong;

/// What a program shows in place of a person. The secret itself is nowhere.
///
/// @param name unique among its user's
/// @param project of what is made with it
/// @param cap its user's roles count up to this one
/// @param usedMillis to a minute or so
public record Token(
    String user,
    String name,
    String project,
    Role cap,
    long createdMillis,
    long expiresMillis,
    OptionalLong usedMillis) {}

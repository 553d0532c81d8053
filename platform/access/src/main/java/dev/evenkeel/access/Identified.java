package dev.evenkeel.access;

import dev.evenkeel.base.Principal;

/// Somebody whom we know.
///
/// @param project of what they make: their token's, else `default`
public record Identified(Principal who, String project) {}

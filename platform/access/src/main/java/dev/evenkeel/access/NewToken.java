package dev.evenkeel.access;

import dev.evenkeel.base.Role;
import java.time.Duration;

/// What a token shall be.
///
/// @param name unique among its user's
/// @param project of what is made with it
/// @param cap the roles of its user count up to this one
/// @param lifetime after which it ends; a year at most
public record NewToken(String name, String project, Role cap, Duration lifetime) {}

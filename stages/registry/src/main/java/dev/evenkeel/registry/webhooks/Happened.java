package dev.evenkeel.registry.webhooks;

import java.time.Instant;
import java.util.Map;

/// Something that happened.
///
/// @param id the same for everybody who is told
/// @param project in which
/// @param subject to what: `home-sales@7`
/// @param data the facts, in our words
record Happened(
    String id, EventType type, String project, String subject, Instant at, Map<String, ?> data) {}

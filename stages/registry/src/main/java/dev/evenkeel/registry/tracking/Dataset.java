package dev.evenkeel.registry.tracking;

import java.util.Optional;

/// Data as a client describes it; we never follow its source.
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    Optional<String> schema,
    Optional<String> profile) {}

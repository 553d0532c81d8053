package dev.evenkeel.data;

import java.time.Instant;
import java.util.Optional;

/// What holds for all versions of a dataset.
///
/// @param description mutable
/// @param contract YAML by which batches are checked that bring none
public record Dataset(
    String name, String project, String description, Optional<String> contract, Instant created) {}

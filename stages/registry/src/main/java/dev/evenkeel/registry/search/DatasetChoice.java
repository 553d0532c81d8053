package dev.evenkeel.registry.search;

import java.util.Optional;

/// The dataset that a metric of a logged model was measured on.
///
/// @param digest empty for any dataset of that name
public record DatasetChoice(String name, Optional<String> digest) {}

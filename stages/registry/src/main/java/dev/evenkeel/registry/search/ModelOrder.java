package dev.evenkeel.registry.search;

import java.util.Optional;

/// One key that logged models are sorted by, as the wire has it.
///
/// @param field `creation_timestamp` or `metrics.loss`
/// @param dataset of which a metric counts; empty for any
public record ModelOrder(String field, boolean ascending, Optional<DatasetChoice> dataset) {}

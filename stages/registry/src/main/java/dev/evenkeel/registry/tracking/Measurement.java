package dev.evenkeel.registry.tracking;

/// A point that a run logs, and what it was measured of.
///
/// @param modelId the logged model whose figure it is; empty when it is the run's alone
/// @param datasetName the dataset on which it was measured; may be empty, as `datasetDigest`
public record Measurement(
    Metric metric, String modelId, String datasetName, String datasetDigest) {}

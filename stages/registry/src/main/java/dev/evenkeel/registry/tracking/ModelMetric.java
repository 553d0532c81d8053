package dev.evenkeel.registry.tracking;

/// The latest point of a logged model's metric.
///
/// @param runId the run that logged it
/// @param datasetName the dataset on which it was measured; may be empty, as `datasetDigest`
public record ModelMetric(Metric metric, String runId, String datasetName, String datasetDigest) {}

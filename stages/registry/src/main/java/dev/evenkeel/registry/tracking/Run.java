package dev.evenkeel.registry.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run with what it logged.
///
/// @param metrics the latest point of each
/// @param datasets in the order in which they were logged
/// @param modelInputs ids of the logged models that it took in
public record Run(
    RunInfo info,
    List<Metric> metrics,
    Map<String, String> params,
    Map<String, String> tags,
    List<DatasetInput> datasets,
    List<String> modelInputs,
    List<ModelOutput> modelOutputs) {
  public Run {
    metrics = List.copyOf(metrics);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    datasets = List.copyOf(datasets);
    modelInputs = List.copyOf(modelInputs);
    modelOutputs = List.copyOf(modelOutputs);
  }
}

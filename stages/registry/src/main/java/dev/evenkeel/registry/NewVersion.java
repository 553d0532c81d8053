package dev.evenkeel.registry;

import dev.evenkeel.models.ModelDescription;
import java.util.Map;
import java.util.Optional;

/// A trained model that asks for a version number; see [ModelVersion] for what the parts mean.
// It is handed over once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record NewVersion(
    String model,
    ModelDescription description,
    byte[] artifact,
    Optional<byte[]> profile,
    String dataset,
    Optional<String> pipelineRun,
    String code,
    long seed,
    Map<String, String> parameters,
    Map<String, Double> metrics) {}

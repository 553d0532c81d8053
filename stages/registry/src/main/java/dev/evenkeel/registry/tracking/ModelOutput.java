package dev.evenkeel.registry.tracking;

/// A logged model that a run brought out.
///
/// @param step of the run's training
public record ModelOutput(String modelId, long step) {}

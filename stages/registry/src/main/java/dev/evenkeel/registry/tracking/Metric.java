package dev.evenkeel.registry.tracking;

/// One point of a metric.
///
/// @param value may be NaN or infinite
/// @param millis when it was measured, since 1970, as its client says
public record Metric(String key, double value, long millis, long step) {}

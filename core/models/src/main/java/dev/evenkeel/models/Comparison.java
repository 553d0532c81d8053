package dev.evenkeel.models;

/// How much less a challenger loses than the champion on the same rows, as shares of the champion's
/// loss.
///
/// @param gain of the mean
/// @param lower 5th percentile over the resamples
/// @param upper 95th percentile
/// @param rows compared
/// @param seed of the resamples
public record Comparison(double gain, double lower, double upper, int rows, long seed) {}

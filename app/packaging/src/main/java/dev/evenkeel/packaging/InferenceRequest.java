package dev.evenkeel.packaging;

import dev.evenkeel.models.TreeModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a person says of a file; the rest is inferred.
///
/// @param file CSV, also gzipped, or Parquet
/// @param time column that says when a row happened
/// @param timePattern how it is written, as a JDK pattern; empty to find out
/// @param target column to predict
/// @param labelDelay how long after a row its truth is known
/// @param model whose inputs become the features; empty to take every column that can be one
public record InferenceRequest(
    Path file,
    String time,
    Optional<String> timePattern,
    String target,
    Duration labelDelay,
    Optional<TreeModel> model) {}

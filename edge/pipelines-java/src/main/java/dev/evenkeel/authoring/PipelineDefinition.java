package dev.evenkeel.authoring;

/// A pipeline of a Java project. [PipelineWriter] makes it by its constructor without parameters.
@FunctionalInterface
public interface PipelineDefinition {
  /// Builds it: `PipelineBuilder.of("train", Args.class)…build()`.
  PipelineDocument define();
}

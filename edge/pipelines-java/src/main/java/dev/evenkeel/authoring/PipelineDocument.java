package dev.evenkeel.authoring;

/// A pipeline that is built, in the grammar of `pipelines/*.yaml`, as JSON.
///
/// @param name of the pipeline
/// @param json what `evenkeel pipeline` takes, and what the server keeps in its canonical form
public record PipelineDocument(String name, String json) {}

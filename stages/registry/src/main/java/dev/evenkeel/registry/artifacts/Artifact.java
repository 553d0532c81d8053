package dev.evenkeel.registry.artifacts;

/// A file that is kept.
///
/// @param digest of its bytes, and the name of their blob
/// @param bytes its size
public record Artifact(ArtifactPath path, String digest, long bytes) {}

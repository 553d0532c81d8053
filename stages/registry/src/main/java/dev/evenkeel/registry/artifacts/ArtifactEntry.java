package dev.evenkeel.registry.artifacts;

/// What a folder holds directly.
///
/// @param name within the folder
/// @param bytes the size of a file; 0 for a folder
public record ArtifactEntry(String name, boolean isFolder, long bytes) {}

package dev.evenkeel.scoring;

import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;

/// A model that is asked about a whole file.
///
/// @param name that stands beside each answer
/// @param version the same; a number, or the digest of a file that nobody registered
public record BatchModel(
    String name, String version, ModelDescription description, LoadedModel loaded) {}

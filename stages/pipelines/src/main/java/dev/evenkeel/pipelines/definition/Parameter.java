package dev.evenkeel.pipelines.definition;

import java.util.Optional;

/// What a run is given.
///
/// @param otherwise the value of a run that is given none
public record Parameter(String name, PortType type, Optional<String> otherwise) {}

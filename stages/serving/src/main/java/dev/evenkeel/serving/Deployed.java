package dev.evenkeel.serving;

import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.ModelVersion;

/// A version in memory, ready to answer.
record Deployed(ModelVersion version, Scorer scorer, RowReader reader) {}

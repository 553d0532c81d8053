package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import java.time.Instant;

/// A batch that asks to become the next version of a dataset. A batch that comes twice is two
/// versions: whoever may repeat a batch asks [Datasets#newest] first.
///
/// @param at business time
/// @param message why, in plain words
public record Ingest(
    String dataset, Contract contract, Source source, Instant at, String message) {}

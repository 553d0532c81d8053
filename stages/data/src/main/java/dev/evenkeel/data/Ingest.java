package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import java.time.Instant;

/// A batch that asks to become the next version of a dataset.
///
/// @param at business time
/// @param message why, in plain words
public record Ingest(
    String dataset, Contract contract, Source source, Instant at, String message) {}

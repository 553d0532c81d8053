package dev.evenkeel.training;

import java.util.Map;

/// What a trainer made.
///
/// @param format as [dev.evenkeel.models.ModelDescription] calls it
/// @param settings with which it was made, for people
/// @param more answers of the step
// Handed from one line to the next and never compared.
@SuppressWarnings("ArrayRecordComponent")
record Trained(String format, byte[] artifact, Object settings, Map<String, String> more) {}

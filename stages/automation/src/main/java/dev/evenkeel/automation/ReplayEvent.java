package dev.evenkeel.automation;

import java.time.LocalDate;

/// Something that happened in a replay, one line in the terminal and one mark on the page.
///
/// @param date in business time
/// @param kind `first-model`, `promotion`, `refusal`, `suppressed`, `training-failed`,
///   `drift-alert`, `alert-closed` or `quarantine`
/// @param subject what it is about: a version, a column, a dataset version
/// @param text in plain words
public record ReplayEvent(LocalDate date, String kind, String subject, String text) {}

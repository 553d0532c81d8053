package dev.evenkeel.monitoring;

import java.time.Instant;
import java.util.Optional;

/// Something that a person should know. It opens once and closes when a later window is quiet.
///
/// @param subject the column
/// @param severity `WARNING` or `CRITICAL`
/// @param text in plain words
/// @param windowFrom begin of the window that opened it
public record Alert(
    long id,
    String model,
    String subject,
    String severity,
    String text,
    Instant windowFrom,
    Instant openedAt,
    Optional<Instant> closedAt) {}

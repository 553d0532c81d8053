package dev.evenkeel.registry.webhooks;

import java.util.Optional;
import java.util.Set;

/// What a webhook is to be, or what of one is to change: what is absent stays as it is.
///
/// @param secret empty text for none
public record WebhookDraft(
    Optional<String> name,
    Optional<String> description,
    Optional<String> url,
    Optional<Set<EventType>> events,
    Optional<String> secret,
    Optional<Boolean> active) {}

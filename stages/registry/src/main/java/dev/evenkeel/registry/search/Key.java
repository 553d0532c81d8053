package dev.evenkeel.registry.search;

/// What a clause asks about, by the one name that all its spellings stand for.
///
/// @param name of an attribute, or a key that a client chose
record Key(Entity entity, String name) {}

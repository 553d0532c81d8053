package dev.evenkeel.registry.search;

/// What may be asked about one key.
///
/// @param numeric whether its values are numbers, else texts
/// @param listed whether `IN` may ask
/// @param absent whether `IS NULL` may ask
record Subject(Key key, boolean numeric, boolean listed, boolean absent) {}

package dev.evenkeel.models;

/// A stored model.
///
/// @param format one of [ModelDescription]'s
/// @param bytes the file; several files as one ZIP
/// @param where its name in messages
// It is handed over and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ModelFile(String format, byte[] bytes, String where) {}

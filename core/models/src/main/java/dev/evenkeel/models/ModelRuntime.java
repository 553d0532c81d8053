package dev.evenkeel.models;

import java.util.Set;

/// Loads models of some formats. A deterministic failure, such as a broken file, is a problem of
/// kind `INPUT`.
public interface ModelRuntime extends AutoCloseable {
  /// What people call it.
  String name();

  /// The formats that it loads, as in [ModelDescription].
  Set<String> formats();

  /// Loads a model; trusts nothing in the file.
  LoadedModel load(ModelFile file);

  /// Ends what it started.
  @Override
  default void close() {}
}

package dev.evenkeel.runners;

import dev.evenkeel.base.Digests;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What an attempt reads.
public sealed interface Input {
  String name();

  /// A value in `inputs.json`.
  record Value(String name, JsonNode value) implements Input {
    public Value {
      Attempt.checkName("input", name);
    }
  }

  /// Files under `in/NAME`.
  ///
  /// @param files one with an empty path becomes the file `in/NAME` itself
  record Files(String name, List<Item> files) implements Input {
    public Files {
      Attempt.checkName("input", name);
      files = List.copyOf(files);
      if (files.size() > 1 && files.stream().anyMatch(file -> file.path().isEmpty())) {
        throw new IllegalArgumentException(
            "Cannot lay out input %s: of several files each needs a path".formatted(name));
      }
    }
  }

  /// One file.
  ///
  /// @param path below the input's folder, with `/`; empty when the input is this file
  /// @param source where its bytes are; what that means, whoever opens it knows
  /// @param digest that they must have; empty when nobody knows it
  /// @param bytes how many
  record Item(String path, URI source, String digest, long bytes) {
    public Item {
      if (!path.isEmpty()) {
        Attempt.checkPath(path);
      }
      if (!digest.isEmpty() && !Digests.isDigest(digest)) {
        throw new IllegalArgumentException("Cannot lay out a file: no digest, got " + digest);
      }
      if (bytes < 0) {
        throw new IllegalArgumentException("Cannot lay out a file: bytes below 0, got " + bytes);
      }
    }
  }
}

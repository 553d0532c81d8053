package dev.evenkeel.records;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contract under which a file was written, as its metadata says.
record WrittenUnder(String id, String version, String digest) {
  private static final String KEY = "evenkeel.contract.";
  private static final int CHARS_MAX = 200;

  WrittenUnder {
    id = shortened(id);
    version = shortened(version);
    digest = shortened(digest);
  }

  /// Empty when the file does not say it.
  static Optional<WrittenUnder> of(Path file, Engine engine) {
    Map<String, String> said = new HashMap<>();
    for (List<String> row :
        engine.rows(
            "SELECT try(decode(key)), try(decode(value)) FROM parquet_kv_metadata(%s)"
                .formatted(Engine.literal(file)))) {
      said.putIfAbsent(row.get(0), row.get(1));
    }
    String id = said.getOrDefault(KEY + "id", "");
    String version = said.getOrDefault(KEY + "version", "");
    return id.isEmpty() || version.isEmpty()
        ? Optional.empty()
        : Optional.of(new WrittenUnder(id, version, said.getOrDefault(KEY + "digest", "")));
  }

  /// Whether it is another major version of the contract that a reader was generated from. Of
  /// another contract the columns alone decide.
  ///
  /// @param contract as people write it: `sales@1.0.0`
  boolean isOtherMajorOf(String contract) {
    int at = contract.lastIndexOf('@');
    return at >= 0
        && contract.substring(0, at).equals(id)
        && !major(contract.substring(at + 1)).equals(major(version));
  }

  private static String major(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  private static String shortened(String text) {
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
  }

  @Override
  public String toString() {
    return digest.isEmpty() ? id + "@" + version : "%s@%s (%s)".formatted(id, version, digest);
  }
}

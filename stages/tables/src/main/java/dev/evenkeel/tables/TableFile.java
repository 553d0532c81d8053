package dev.evenkeel.tables;

import dev.evenkeel.base.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A table in a file.
///
/// @param isGzip whether its bytes are compressed
public record TableFile(Path path, Format format, boolean isGzip) {
  private static final String GZIP = ".gz";

  /// How its rows are written.
  public enum Format {
    PARQUET,
    CSV,
    /// An object in each line.
    JSON_LINES;

    /// As people write it: `parquet`, `csv`, `jsonl`.
    public String written() {
      return suffixes(this).getFirst().substring(1);
    }
  }

  private static List<String> suffixes(Format format) {
    return switch (format) {
      case PARQUET -> List.of(".parquet", ".pq");
      case CSV -> List.of(".csv");
      case JSON_LINES -> List.of(".jsonl", ".ndjson", ".json");
    };
  }

  /// A file whose name says what it is, or which somebody says it is.
  ///
  /// @param format empty when the name shall say it
  public static TableFile of(Path path, Optional<Format> format) {
    String name = name(path).toLowerCase(Locale.ROOT);
    boolean isGzip = name.endsWith(GZIP);
    String bare = isGzip ? name.substring(0, name.length() - GZIP.length()) : name;
    Format known = format.or(() -> byName(bare)).orElseThrow(() -> unknown(path));
    if (known == Format.PARQUET && isGzip) {
      throw new Problem(
              Problem.Kind.INPUT,
              "a Parquet file is compressed inside, never as a whole",
              path.toString(),
              "a name that ends in .parquet",
              "")
          .asException();
    }
    return new TableFile(path, known, isGzip);
  }

  /// The same format elsewhere.
  public TableFile at(Path other) {
    return new TableFile(other, format, isGzip);
  }

  /// Its name without the suffixes that say its format: `sales` of `sales.csv.gz`.
  public String stem() {
    String name = name(path);
    String bare = isGzip ? name.substring(0, name.length() - GZIP.length()) : name;
    String lower = bare.toLowerCase(Locale.ROOT);
    return suffixes(format).stream()
        .filter(suffix -> lower.endsWith(suffix) && lower.length() > suffix.length())
        .findFirst()
        .map(suffix -> bare.substring(0, bare.length() - suffix.length()))
        .orElse(bare);
  }

  private static Optional<Format> byName(String name) {
    for (Format format : Format.values()) {
      if (suffixes(format).stream().anyMatch(name::endsWith)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).orElse(path).toString();
  }

  private static RuntimeException unknown(Path path) {
    return new Problem(
            Problem.Kind.INPUT,
            "the name does not say what format the table has",
            path.toString(),
            "a name that ends in .parquet, .csv, .csv.gz, .jsonl or .jsonl.gz",
            "rename it, or say the format")
        .asException();
  }
}

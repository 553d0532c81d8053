package dev.evenkeel.data;

import java.nio.file.Path;

/// The database that holds Iceberg's catalog.
public record CatalogAddress(String url, String user, String password) {
  /// A file of its own beside the tables, so that the metadata database keeps its one writer.
  public static CatalogAddress embedded(Path root) {
    return new CatalogAddress(
        "jdbc:sqlite:"
            + root.resolve("catalog.db")
            + "?journal_mode=WAL&busy_timeout=10000&synchronous=NORMAL",
        "",
        "");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "CatalogAddress[%s]".formatted(url);
  }
}

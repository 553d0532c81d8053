package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.util.Optional;

/// Tables in files, for tests.
final class TestTables {
  private TestTables() {}

  /// Writes the rows of a query, the same in every format.
  static TableFile file(Path folder, TableFile.Format format, String name, String select) {
    Path file = folder.resolve(name + "." + format.written());
    String how =
        switch (format) {
          case CSV -> "format csv, header";
          case PARQUET -> "format parquet";
          case JSON_LINES -> "format json";
        };
    try (DuckDb duck = new DuckDb(folder)) {
      duck.execute("copy (%s) to %s (%s)".formatted(select, DuckDb.text(file.toString()), how));
    }
    return TableFile.of(file, Optional.of(format));
  }
}

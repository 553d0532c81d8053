package dev.evenkeel.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Writes all rows of a version into one file, in the order in which they are read.
public final class VersionExports {
  private final Warehouse warehouse;
  private final Function<DatasetVersion, Optional<String>> contracts;

  /// @param contracts the document under which a version was published, if it is known
  VersionExports(Warehouse warehouse, Function<DatasetVersion, Optional<String>> contracts) {
    this.warehouse = warehouse;
    this.contracts = contracts;
  }

  /// Parquet, which also says under which contract the version was published.
  public void parquet(DatasetVersion version, Path file) {
    String mark =
        contracts
            .apply(version)
            .map(yaml -> BatchContract.read(yaml, "the contract of " + version).mark())
            .orElse("");
    write(version, file, "format parquet, compression zstd" + mark);
  }

  /// CSV with a header.
  public void csv(DatasetVersion version, Path file) {
    write(version, file, "format csv, header true");
  }

  /// JSON lines.
  public void lines(DatasetVersion version, Path file) {
    write(version, file, "format json");
  }

  private void write(DatasetVersion version, Path file, String format) {
    warehouse.query(duck -> {
      warehouse.reader().export(duck, version, file, format);
      return file;
    });
  }
}

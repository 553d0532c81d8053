package dev.evenkeel.scoring;

import dev.evenkeel.base.Json;
import dev.evenkeel.tables.RejectedRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The rows that were set aside, an object in each line: number, errors, values.
final class RejectedRows implements AutoCloseable {
  private final OutputFile file;
  private final BufferedWriter writer;
  private final boolean overwrite;
  private long rows;

  private RejectedRows(OutputFile file, BufferedWriter writer, boolean overwrite) {
    this.file = file;
    this.writer = writer;
    this.overwrite = overwrite;
  }

  static RejectedRows create(Path target, boolean overwrite) {
    OutputFile file = OutputFile.create(target, overwrite);
    try {
      return new RejectedRows(file, Files.newBufferedWriter(file.temporary()), overwrite);
    } catch (IOException e) {
      file.close();
      throw OutputFile.unwritable(target, e);
    }
  }

  void add(List<RejectedRow> rejected) {
    try {
      for (RejectedRow row : rejected) {
        writer.write(
            "{\"row\":%d,\"errors\":%s,\"values\":%s}\n"
                .formatted(row.number(), Json.text(row.cells()), row.values()));
      }
      rows += rejected.size();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.target(), e);
    }
  }

  long rows() {
    return rows;
  }

  /// Gives the file its name if there is a row in it; else one of an earlier run must not seem to
  /// belong to this one.
  Optional<Path> publish() {
    try {
      writer.close();
      if (rows > 0) {
        file.publish();
        return Optional.of(file.target());
      }
      if (overwrite) {
        Files.deleteIfExists(file.target());
      }
      return Optional.empty();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.target(), e);
    }
  }

  @Override
  public void close() {
    try (file) {
      writer.close();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.target(), e);
    }
  }
}

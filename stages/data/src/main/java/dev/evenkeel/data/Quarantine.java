package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.tables.DuckDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rejected rows as they came, each with what it broke: Parquet files among the blobs.
final class Quarantine {
  private final DuckDb duck;
  private final BlobStore blobs;
  private final Path scratch;

  Quarantine(DuckDb duck, BlobStore blobs, Path scratch) {
    this.duck = duck;
    this.blobs = blobs;
    this.scratch = scratch;
  }

  /// Keeps rows of a batch and answers the blob's digest.
  ///
  /// @param rows writes them to a file
  String keep(Consumer<Path> rows) {
    Path file = scratchFile();
    rows.accept(file);
    try (InputStream content = Files.newInputStream(file)) {
      return blobs.put(content);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      delete(file);
    }
  }

  List<QuarantinedRow> read(String digest, int after, int limit) {
    return inside(
        digest,
        file ->
            duck.query(
                // One file is read in its own order, so pages fit together.
                "select * from %s limit %d offset %d".formatted(file, limit, after),
                Quarantine::rows));
  }

  /// Whether a row has a value, as it came.
  boolean holds(String digest, String column, String value) {
    return inside(
        digest,
        file ->
            isAny("(describe select * from %s)".formatted(file), "column_name", column)
                && isAny(file, DuckDb.name(column), value));
  }

  private boolean isAny(String relation, String column, String value) {
    return duck.query(
        "select 1 from %s where %s = %s limit 1".formatted(relation, column, DuckDb.text(value)),
        rows -> rows.next());
  }

  /// @param work on the file as the engine reads it
  private <T> T inside(String digest, Function<String, T> work) {
    Path file = scratchFile();
    try (InputStream content =
        blobs
            .get(digest)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "the rejected rows are no longer kept",
                        "take the batch in again to see them")
                    .asException())) {
      Files.copy(content, file);
      return work.apply("read_parquet(%s)".formatted(DuckDb.text(file.toString())));
    } catch (IOException e) {
      throw failed(e);
    } finally {
      delete(file);
    }
  }

  /// Cells as texts and, last, the list of reasons.
  static List<QuarantinedRow> rows(ResultSet result) throws SQLException {
    List<QuarantinedRow> read = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      Map<String, @Nullable String> values = new LinkedHashMap<>();
      for (int column = 1; column < columns; column++) {
        values.put(result.getMetaData().getColumnName(column), result.getString(column));
      }
      List<String> reasons = new ArrayList<>();
      for (Object reason : (Object[]) result.getArray(columns).getArray()) {
        reasons.add(String.valueOf(reason));
      }
      read.add(new QuarantinedRow(values, reasons));
    }
    return read;
  }

  private Path scratchFile() {
    return scratch.resolve(UUID.randomUUID() + ".parquet");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next start empties the scratch folder.
    }
  }

  private static RuntimeException failed(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the scratch folder cannot be used: the disk is full or the folder is read-only",
            "free some space or give the process the right to write; what was stored before is intact")
        .asException(e);
  }
}

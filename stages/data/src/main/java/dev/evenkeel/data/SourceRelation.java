package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A batch's source as SQL over cells of text.
///
/// @param sql what stands after `from`
/// @param columns that it has
/// @param file that it reads; empty when there is none
/// @param temporary a table to drop afterwards; empty when there is none
record SourceRelation(
    DuckDb duck, String sql, List<String> columns, Optional<Path> file, String temporary)
    implements AutoCloseable {

  static SourceRelation of(DuckDb duck, Ingest ingest) {
    Contract contract = ingest.contract().table();
    return switch (ingest.source()) {
      case Source.File(var path) -> {
        String sql = TextFiles.relation(path);
        List<String> columns = TextFiles.columns(duck, path);
        Staging.demandColumns(contract, columns, path.getFileName().toString());
        yield new SourceRelation(
            duck, "(select columns(*)::varchar from " + sql + ")", columns, Optional.of(path), "");
      }
      case Source.Slice slice -> {
        List<String> columns = new ArrayList<>(slice.history().columns());
        Staging.demandColumns(contract, columns, slice.history().name());
        columns.removeAll(slice.without());
        yield new SourceRelation(
            duck, slice.history().slice(slice.from(), slice.to()), columns, Optional.empty(), "");
      }
      case Source.Rows(var frame) -> {
        String table = "rows_" + UUID.randomUUID().toString().replace("-", "");
        Frames.write(duck, frame, contract, table);
        yield new SourceRelation(duck, table, List.copyOf(frame.names()), Optional.empty(), table);
      }
    };
  }

  /// Reads the source and checks every cell. Checks never fail, so what fails here is the file.
  Staging stage(BatchContract contract) {
    String table = "batch_" + UUID.randomUUID().toString().replace("-", "");
    try {
      return new Staging(duck, contract, sql, columns, table, file.orElse(Path.of("batch")));
    } catch (IllegalStateException e) {
      throw file.<RuntimeException>map(path -> TextFiles.unreadable(path, e)).orElse(e);
    }
  }

  @Override
  public void close() {
    if (!temporary.isEmpty()) {
      duck.execute("drop table if exists " + temporary);
    }
  }
}

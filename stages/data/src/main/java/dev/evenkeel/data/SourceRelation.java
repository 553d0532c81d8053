package dev.evenkeel.data;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A batch's source as SQL over cells of text.
///
/// @param sql what stands after `from`
/// @param columns that it has
/// @param temporary a table to drop afterwards; empty when there is none
record SourceRelation(DuckDb duck, String sql, List<String> columns, String temporary)
    implements AutoCloseable {

  static SourceRelation of(DuckDb duck, Ingest ingest) {
    return switch (ingest.source()) {
      case Source.File(var path) -> {
        String sql = TextFiles.relation(path);
        List<String> columns = TextFiles.columns(duck, path);
        Staging.demandColumns(ingest.contract(), columns, path.getFileName().toString());
        yield new SourceRelation(
            duck, "(select columns(*)::varchar from " + sql + ")", columns, "");
      }
      case Source.Slice slice -> {
        List<String> columns = new ArrayList<>(slice.history().columns());
        Staging.demandColumns(ingest.contract(), columns, slice.history().name());
        columns.removeAll(slice.without());
        yield new SourceRelation(
            duck, slice.history().slice(slice.from(), slice.to()), columns, "");
      }
      case Source.Rows(var frame) -> {
        String table = "rows_" + UUID.randomUUID().toString().replace("-", "");
        Frames.write(duck, frame, ingest.contract(), table);
        yield new SourceRelation(duck, table, List.copyOf(frame.names()), table);
      }
    };
  }

  @Override
  public void close() {
    if (!temporary.isEmpty()) {
      duck.execute("drop table if exists " + temporary);
    }
  }
}

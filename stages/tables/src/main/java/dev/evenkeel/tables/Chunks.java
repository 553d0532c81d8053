package dev.evenkeel.tables;

import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;

/// A query's answer as it comes, some thousand rows at a time; what was read is not kept.
final class Chunks implements AutoCloseable {
  private final DuckDBPreparedStatement statement;
  private final DuckDBChunkedResult result;

  Chunks(DuckDb duck, String sql) {
    try {
      statement = duck.connection().prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
      result = statement.query();
    } catch (SQLException e) {
      throw DuckDb.failed(e);
    }
  }

  /// Whether there is another chunk.
  boolean next() {
    try {
      return result.nextChunk();
      // The driver throws what it does not declare.
    } catch (Exception e) {
      throw e instanceof SQLException known
          ? DuckDb.failed(known)
          : new IllegalStateException("Cannot query data", e);
    }
  }

  DuckDBDataChunkReader chunk() {
    return result.chunk();
  }

  @Override
  public void close() {
    try (statement) {
      result.close();
    } catch (SQLException e) {
      throw DuckDb.failed(e);
    }
  }
}

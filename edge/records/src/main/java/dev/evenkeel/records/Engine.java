package dev.evenkeel.records;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/// A DuckDB of one reader. It sees the files that it reads, and nothing else of the machine.
final class Engine implements AutoCloseable {
  private final Connection connection;

  Engine(List<Path> files) {
    String allowed = files.stream().map(Engine::literal).collect(Collectors.joining(","));
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw failed("the engine does not start", e);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET autoinstall_known_extensions=false");
      statement.execute("SET autoload_known_extensions=false");
      statement.execute("SET preserve_insertion_order=true");
      statement.execute("SET TimeZone='UTC'");
      statement.execute("SET allowed_paths=[" + allowed + "]");
      statement.execute("SET enable_external_access=false");
      statement.execute("SET lock_configuration=true");
    } catch (SQLException e) {
      close();
      throw failed("the engine does not start", e);
    }
  }

  /// A file as the engine takes it; a bracket or a star in a name is no pattern.
  static String literal(Path file) {
    String path = file.toAbsolutePath().normalize().toString();
    if (path.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')) {
      throw new RecordException(
          "cannot read `%s`: its path has *, ? or [, which the engine takes for a pattern"
              .formatted(file.getFileName()));
    }
    return Sql.literal(path);
  }

  /// Rows of a small answer, as texts.
  List<List<String>> rows(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      int width = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= width; column++) {
          String value = answer.getString(column);
          row.add(value == null ? "" : value);
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw failed("a file cannot be read", e);
    }
  }

  Query query(Path file, String sql) {
    return new Query(file, sql);
  }

  private static RecordException failed(String what, Exception cause) {
    return new RecordException("%s: %s".formatted(what, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("the engine does not stop", e);
    }
  }

  /// One file's rows.
  final class Query implements AutoCloseable {
    private final Path file;
    private final String sql;
    private @Nullable DuckDBPreparedStatement statement;
    private @Nullable DuckDBChunkedResult result;

    private Query(Path file, String sql) {
      this.file = file;
      this.sql = sql;
    }

    Path file() {
      return file;
    }

    void run() {
      try {
        DuckDBPreparedStatement prepared =
            connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
        statement = prepared;
        result = prepared.query();
      } catch (SQLException e) {
        throw failed("`%s` cannot be read".formatted(file.getFileName()), e);
      }
    }

    /// Shows the next chunk to all columns, and says how many rows it has; 0 at the end.
    int next(Column[] columns) {
      DuckDBChunkedResult answer = result;
      try {
        if (answer == null || !answer.nextChunk()) {
          return 0;
        }
        DuckDBDataChunkReader chunk = answer.chunk();
        for (Column column : columns) {
          column.show(chunk);
        }
        return Math.toIntExact(chunk.rowCount());
        // The driver throws what it does not declare.
      } catch (Exception e) {
        throw failed("`%s` cannot be read".formatted(file.getFileName()), e);
      }
    }

    @Override
    public void close() {
      DuckDBChunkedResult answer = result;
      result = null;
      try (DuckDBPreparedStatement prepared = statement) {
        statement = null;
        if (prepared != null && answer != null) {
          answer.close();
        }
      } catch (SQLException e) {
        throw failed("`%s` cannot be closed".formatted(file.getFileName()), e);
      }
    }
  }
}

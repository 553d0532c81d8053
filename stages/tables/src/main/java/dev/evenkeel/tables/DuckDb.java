package dev.evenkeel.tables;

import dev.evenkeel.base.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// The query engine, in process and in memory; nothing is ever downloaded. SQL of somebody else
/// runs only on a [#confined] one.
public final class DuckDb implements AutoCloseable {
  private static final String MEMORY = "1GB";

  private final DuckDBConnection connection;

  /// @param scratch folder for what does not fit into memory
  public DuckDb(Path scratch) {
    Properties settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty(
        "threads",
        String.valueOf(Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()))));
    try {
      Connection opened = DriverManager.getConnection("jdbc:duckdb:", settings);
      connection = opened.unwrap(DuckDBConnection.class);
      // For connections that come from this one too.
      execute("set global TimeZone = 'UTC'");
      execute("set lock_configuration = true");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private DuckDb(DuckDBConnection connection) {
    this.connection = connection;
  }

  /// What a confined engine may use.
  ///
  /// @param memory such as `768MB`; it does not hold for values that one expression makes
  /// @param disk of the scratch folder, for what does not fit into memory
  public record Limits(String memory, String disk, int threads) {}

  /// An engine that reaches these files, and nothing else of the machine or of a network, whatever
  /// it is asked. It could still write to the files: only who asks can keep it from that.
  ///
  /// @param scratch folder for what does not fit into memory
  public static DuckDb confined(Path scratch, Collection<Path> files, Limits limits) {
    // The order counts: each of the last two forbids what comes before it.
    List<String> settings =
        List.of(
            "set global autoinstall_known_extensions = false",
            "set global autoload_known_extensions = false",
            "set global allow_community_extensions = false",
            "set global temp_directory = " + text(scratch.toString()),
            "set global max_temp_directory_size = " + text(limits.disk()),
            "set global memory_limit = " + text(limits.memory()),
            "set global threads = " + limits.threads(),
            "set global TimeZone = 'UTC'",
            files.stream()
                .map(file -> text(file.toAbsolutePath().toString()))
                .collect(Collectors.joining(", ", "set global allowed_paths = [", "]")),
            "set global enable_external_access = false",
            "set global lock_configuration = true");
    try {
      DuckDb duck =
          new DuckDb(DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class));
      settings.forEach(duck::execute);
      return duck;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// A further connection to the same engine, for work beside that of this one. Temporary tables
  /// are of one connection only.
  public DuckDb another() {
    try {
      return new DuckDb(connection.duplicate().unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Reads one result, row by row.
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /// Runs a statement without an answer.
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Runs a query and hands its rows to the reader.
  // A failed statement closes itself, so each query has its own.
  public <T> T query(String sql, Reader<T> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reader.read(rows);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// Writes a file; the engine says only in words that it could not.
  public <T> T write(String sql, Reader<T> reader) {
    return writing(() -> query(sql, reader));
  }

  /// Writes a file, and answers how many rows it has.
  public long update(String sql) {
    return writing(() -> {
      try (Statement statement = connection.createStatement()) {
        return statement.executeLargeUpdate(sql);
      } catch (SQLException e) {
        throw failed(e);
      }
    });
  }

  private static <T> T writing(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalStateException e) {
      if (String.valueOf(e.getCause()).contains("IO Error")) {
        throw Problem.of(
                Problem.Kind.ENVIRONMENT,
                "a data file cannot be written: the disk is full or the folder is read-only",
                "free some space or give the process the right to write; what was stored before is intact")
            .asException(e);
      }
      throw e;
    }
  }

  /// The engine's own interface, for appenders and chunks.
  public DuckDBConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /// An identifier, quoted.
  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /// A text literal.
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /// What a failure of the engine means: a full disk is the machine's, all else is ours.
  public static RuntimeException failed(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left") || message.contains("disk full")) {
      return Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the disk is full; the batch was not stored",
              "free some space and try again: what was stored before is intact")
          .asException(e);
    }
    return new IllegalStateException("Cannot query data", e);
  }
}

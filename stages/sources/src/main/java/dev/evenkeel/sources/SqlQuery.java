package dev.evenkeel.sources;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// The rows of a query: `sql://CONNECTION`. With a watermark column only rows above the last
/// fetch's highest value are taken, all of one snapshot of the database.
///
/// Rows that appear later below the watermark are never seen: a column that only grows, such as a
/// sequence or the time of the commit, is the right one. Rows without a value are never taken.
public final class SqlQuery implements SourceKind {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final int FETCH_ROWS = 10_000;
  private static final int SECONDS_MAX = 3_600;

  @Override
  public Set<String> schemes() {
    return Set.of("sql");
  }

  @Override
  public Fetched fetch(SourceRequest request, Surroundings surroundings) {
    String name = request.address().substring(request.address().indexOf(':') + 1);
    SqlConnection settings = settings(name.replaceFirst("^//", ""), surroundings);
    String query = QueryText.check(request.query());
    try (Connection connection = connect(settings)) {
      return request.watermark().isEmpty()
          ? all(connection, query, surroundings)
          : above(connection, query, request, surroundings);
    } catch (SQLException e) {
      throw refused(name, e);
    }
  }

  private static SqlConnection settings(String name, Surroundings surroundings) {
    SqlConnection settings = surroundings.connections().get(name);
    if (settings == null) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "there is no connection `%s`".formatted(Names.abbreviate(name)),
              "",
              surroundings.connections().isEmpty()
                  ? "one of `sources.databases` in server.yaml, which has none"
                  : "one of "
                      + String.join(", ", new TreeSet<>(surroundings.connections().keySet())),
              "ask an administrator to add it")
          .asException();
    }
    return settings;
  }

  /// Rows and watermark must be of one state of the database.
  private static Connection connect(SqlConnection settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    if (settings.url().startsWith(SQLITE)) {
      properties.setProperty("open_mode", "1");
    }
    Connection connection = DriverManager.getConnection(settings.url(), properties);
    try {
      if (!settings.url().startsWith(SQLITE)) {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Fetched all(Connection connection, String query, Surroundings surroundings)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, rows(query))) {
      return new Fetched(written(statement, surroundings), "");
    }
  }

  private static Fetched above(
      Connection connection, String query, SourceRequest request, Surroundings surroundings)
      throws SQLException {
    String column = quoted(connection, request.watermark());
    Optional<Watermark> highest = highest(connection, query, column, request.watermark());
    Optional<Watermark> after =
        request.after().isEmpty()
            ? Optional.empty()
            : Optional.of(Watermark.parse(request.after()));
    if (highest.isEmpty() || highest.equals(after)) {
      return new Fetched(List.of(), request.after());
    }
    String bounded =
        "%s where %s <= ?%s order by %s"
            .formatted(
                rows(query),
                column,
                after.isPresent() ? " and %s > ?".formatted(column) : "",
                column);
    try (PreparedStatement statement = prepare(connection, bounded)) {
      highest.get().bind(statement, 1);
      if (after.isPresent()) {
        after.get().bind(statement, 2);
      }
      return new Fetched(written(statement, surroundings), highest.get().toString());
    }
  }

  private static Optional<Watermark> highest(
      Connection connection, String query, String column, String name) throws SQLException {
    String sql = "select max(%s) from (%s\n) evenkeel_rows".formatted(column, query);
    try (PreparedStatement statement = prepare(connection, sql);
        ResultSet row = statement.executeQuery()) {
      int type = type(row.getMetaData());
      if (!row.next() || row.getObject(1) == null) {
        return Optional.empty();
      }
      if (isSqlite(connection)) {
        type = row.getObject(1) instanceof Number ? sqliteNumber(row.getObject(1)) : Types.VARCHAR;
      }
      Watermark.Kind kind = Watermark.kind(type, Names.abbreviate(name));
      return Optional.of(Watermark.of(row, kind));
    }
  }

  private static int sqliteNumber(Object value) {
    return value instanceof Double ? Types.DOUBLE : Types.BIGINT;
  }

  private static boolean isSqlite(Connection connection) throws SQLException {
    return connection.getMetaData().getURL().startsWith(SQLITE);
  }

  /// PostgreSQL's driver says `TIMESTAMP` of both.
  private static int type(ResultSetMetaData columns) throws SQLException {
    return columns.getColumnTypeName(1).equals("timestamptz")
        ? Types.TIMESTAMP_WITH_TIMEZONE
        : columns.getColumnType(1);
  }

  private static String rows(String query) {
    return "select * from (%s\n) evenkeel_rows".formatted(query);
  }

  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH_ROWS);
    statement.setQueryTimeout(SECONDS_MAX);
    return statement;
  }

  private static String quoted(Connection connection, String column) throws SQLException {
    String quote = connection.getMetaData().getIdentifierQuoteString().strip();
    String mark = quote.isEmpty() ? "\"" : quote;
    return mark + column.replace(mark, mark + mark) + mark;
  }

  private static List<TableFile> written(PreparedStatement statement, Surroundings surroundings)
      throws SQLException {
    Path file = surroundings.into().resolve("rows.parquet");
    try (ResultSet rows = statement.executeQuery()) {
      long written =
          QueriedRows.write(rows, !isSqlite(statement.getConnection()), file, surroundings);
      return written == 0 ? List.of() : List.of(TableFile.of(file, Optional.empty()));
    }
  }

  /// The database's own words tell of the query, which its author wrote; they may quote data.
  private static RuntimeException refused(String name, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    boolean isQuery = state.startsWith("42") || state.startsWith("22") || isSqliteQuery(e);
    String said =
        String.valueOf(e.getMessage())
            .lines()
            .findFirst()
            .orElse("")
            .replace("[SQLITE_ERROR] SQL error or missing database ", "")
            .replaceAll("\\p{C}", "?");
    return new Problem(
            isQuery ? Problem.Kind.INPUT : Problem.Kind.ENVIRONMENT,
            isQuery
                ? "the database refuses the query: "
                    + said.substring(0, Math.min(said.length(), 200))
                : "the database does not answer",
            Names.abbreviate(name),
            "",
            isQuery
                ? "try the query in the database's own client"
                : "check `sources.databases` in server.yaml and whether the database runs")
        .asException(e);
  }

  private static boolean isSqliteQuery(SQLException e) {
    // It has no states.
    return String.valueOf(e.getMessage()).startsWith("[SQLITE_ERROR]");
  }
}

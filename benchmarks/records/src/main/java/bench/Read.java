package bench;

import dev.evenkeel.records.RecordStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.duckdb.DuckDBPreparedStatement;

/// Reads one file in one of three ways, makes a record of every row, and prints a sum over all of
/// its fields, which must be the same.
public final class Read {
  private long sum;
  private long rows;

  private void take(Sales sale) {
    sum +=
        sale.id()
            + sale.channel().ordinal()
            + sale.quantity()
            + (long) sale.price()
            + sale.at().getEpochSecond()
            + (sale.article() == null ? 0 : sale.article().length());
    rows++;
  }

  private void generated(Path file) {
    try (RecordStream<Sales> sales = SalesReader.open(file)) {
      while (sales.hasNext()) {
        take(sales.next());
      }
    }
  }

  private static final String SELECT =
      "SELECT id, channel, quantity, price, \"at\", article FROM read_parquet('%s')";

  private void chunks(Path file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        DuckDBPreparedStatement statement =
            connection
                .prepareStatement(SELECT.formatted(file))
                .unwrap(DuckDBPreparedStatement.class);
        var result = statement.query()) {
      while (result.nextChunk()) {
        var chunk = result.chunk();
        var id = chunk.vector(0);
        var channel = chunk.vector(1);
        var quantity = chunk.vector(2);
        var price = chunk.vector(3);
        var at = chunk.vector(4);
        var article = chunk.vector(5);
        long count = chunk.rowCount();
        for (long row = 0; row < count; row++) {
          take(
              new Sales(
                  id.getLong(row),
                  Sales.Channel.of(channel.getString(row)),
                  quantity.getInt(row),
                  price.getDouble(row),
                  at.getOffsetDateTime(row).toInstant(),
                  article.getString(row)));
        }
      }
    }
  }

  private void resultSet(Path file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var result = statement.executeQuery(SELECT.formatted(file))) {
      while (result.next()) {
        Instant at = result.getObject(5, OffsetDateTime.class).toInstant();
        take(
            new Sales(
                result.getLong(1),
                Sales.Channel.of(result.getString(2)),
                result.getInt(3),
                result.getDouble(4),
                at,
                result.getString(6)));
      }
    }
  }

  private static void write(Path file, String rows) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          """
          COPY (SELECT i AS id, ['web', 'shop', 'phone', 'partner'][(1 + hash(i) %% 4)::INTEGER] AS channel,
            (1 + hash(i + 1) %% 9)::INTEGER AS quantity, (hash(i + 2) %% 100000) / 100.0::DOUBLE AS price,
            TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL 1 SECOND * i AS at,
            CASE WHEN hash(i + 3) %% 20 = 0 THEN NULL ELSE 'article ' || hash(i + 4) %% 100000 END AS article
          FROM range(%s) t(i)) TO '%s' (FORMAT parquet, COMPRESSION zstd)
          """
              .formatted(rows, file));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    Read read = new Read();
    switch (arguments[0]) {
      case "write" -> write(file, arguments[2]);
      case "generated" -> read.generated(file);
      case "chunks" -> read.chunks(file);
      case "resultset" -> read.resultSet(file);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println(read.rows + " " + read.sum);
  }
}

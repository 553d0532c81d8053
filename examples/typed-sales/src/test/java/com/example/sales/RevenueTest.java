package com.example.sales;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evenkeel.records.RecordException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevenueTest {
  @TempDir Path folder;

  private Path file(String name, String select) throws Exception {
    Path file = folder.resolve(name);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
    }
    return file;
  }

  @Test
  void addsUpLinesOfBothChannels() throws Exception {
    Path file =
        file(
            "sales.parquet",
            """
            SELECT i AS sale_id, CASE WHEN i % 2 = 0 THEN 'web' ELSE 'shop' END AS channel,
              2::INTEGER AS quantity, 1.25::DECIMAL(9,2) AS price,
              TIMESTAMPTZ '2026-05-01 00:00:00+00' + INTERVAL 1 SECOND * i AS sold_at,
              NULL::VARCHAR AS email
            FROM range(10001) t(i)
            """);

    assertEquals(
        new Revenue(
            new BigDecimal("12502.50"),
            new BigDecimal("12500.00"),
            20002,
            Instant.parse("2026-05-01T02:46:40Z")),
        Revenue.of(file));
  }

  @Test
  void refusesAFileThatIsNotOfTheContract() throws Exception {
    Path file = file("other.parquet", "SELECT 1::BIGINT AS sale_id, 'web' AS channel, 2.5 AS quantity");

    RecordException refused = assertThrows(RecordException.class, () -> Revenue.of(file));

    assertTrue(refused.getMessage().startsWith("sales@1.0.0, object `sale_lines`: "));
    assertTrue(refused.getMessage().contains("lacks the required column `price`"));
  }
}

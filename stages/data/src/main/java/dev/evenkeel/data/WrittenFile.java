package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import dev.evenkeel.tables.DuckDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// What is known of a data file: for us its digest, for other engines what is in each column, so
/// that they need not open it.
///
/// @param metrics by Iceberg's field ids
record WrittenFile(long rows, long bytes, String digest, Metrics metrics) {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("x")
          .toFormatter(Locale.ROOT);

  /// Reads what `COPY … RETURN_STATS` answers.
  static WrittenFile of(ResultSet copied, Schema schema, Path file) throws SQLException {
    copied.next();
    long rows = copied.getLong("count");
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lowest = new HashMap<>();
    Map<Integer, ByteBuffer> highest = new HashMap<>();
    Map<?, ?> columns = (Map<?, ?>) copied.getObject("column_statistics");
    for (Types.NestedField field : schema.columns()) {
      // Its keys are quoted names.
      if (!(columns.get(DuckDb.name(field.name())) instanceof Map<?, ?> column)) {
        continue;
      }
      int id = field.fieldId();
      number(column, "column_size_bytes").ifPresent(size -> sizes.put(id, size));
      values.put(id, rows);
      number(column, "null_count").ifPresent(count -> nulls.put(id, count));
      bound(column, "min", field.type()).ifPresent(bound -> lowest.put(id, bound));
      bound(column, "max", field.type()).ifPresent(bound -> highest.put(id, bound));
    }
    Metrics metrics = new Metrics(rows, sizes, values, nulls, Map.of(), lowest, highest);
    return new WrittenFile(rows, size(file), digest(file), metrics);
  }

  private static Optional<Long> number(Map<?, ?> column, String name) {
    return Optional.ofNullable(column.get(name)).map(value -> Long.parseLong(value.toString()));
  }

  /// A bound that other engines may skip the file by, so only an exact one.
  private static Optional<ByteBuffer> bound(Map<?, ?> column, String name, Type type) {
    Object value = column.get(name);
    if (value == null || !"true".equals(String.valueOf(column.get(name + "_is_exact")))) {
      return Optional.empty();
    }
    return Optional.of(Conversions.toByteBuffer(type, parsed(value.toString(), type)));
  }

  private static Object parsed(String value, Type type) {
    return switch (type.typeId()) {
      case LONG -> Long.parseLong(value);
      case DOUBLE -> Double.parseDouble(value);
      case BOOLEAN -> value.equals("1") || value.equals("true");
      case DATE -> (int) LocalDate.parse(value).toEpochDay();
      case TIMESTAMP ->
          ChronoUnit.MICROS.between(
              java.time.Instant.EPOCH, OffsetDateTime.parse(value, TIMESTAMP).toInstant());
      default -> value;
    };
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read back a written data file", e);
    }
  }

  static String digest(Path file) {
    MessageDigest digest = Digests.start();
    byte[] chunk = new byte[1 << 16];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return Digests.named(digest.digest());
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read back a written data file", e);
    }
  }
}

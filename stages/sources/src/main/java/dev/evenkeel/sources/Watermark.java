package dev.evenkeel.sources;

import dev.evenkeel.base.Problem;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/// The highest value of a column that has been fetched, as it is kept between two fetches:
/// `timestamp 2026-05-01T10:00:00.5`.
///
/// @param value as the kind writes it
record Watermark(Kind kind, String value) {
  /// What a column can be ordered by.
  enum Kind {
    INTEGER,
    NUMBER,
    TEXT,
    DATE,
    TIMESTAMP,
    ZONED
  }

  static Watermark parse(String text) {
    int space = text.indexOf(' ');
    try {
      return new Watermark(Kind.valueOf(text.substring(0, space)), text.substring(space + 1));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "the watermark cannot be read",
              "what the last fetch answered, unchanged")
          .asException(e);
    }
  }

  /// The kind of a column; a [Problem] when rows cannot be told apart by it.
  static Kind kind(int sqlType, String column) {
    return switch (sqlType) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.INTEGER;
      case Types.DECIMAL, Types.NUMERIC -> Kind.NUMBER;
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR -> Kind.TEXT;
      case Types.DATE -> Kind.DATE;
      case Types.TIMESTAMP -> Kind.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.ZONED;
      default ->
          throw new Problem(
                  Problem.Kind.INPUT,
                  "column `%s` cannot be a watermark".formatted(column),
                  "",
                  "a column of integers, exact numbers, texts, dates or timestamps",
                  "")
              .asException();
    };
  }

  /// The value of an answer's first column.
  static Watermark of(ResultSet row, Kind kind) throws SQLException {
    return new Watermark(
        kind,
        switch (kind) {
          case INTEGER -> String.valueOf(row.getLong(1));
          case NUMBER -> row.getBigDecimal(1).toPlainString();
          case TEXT -> row.getString(1);
          case DATE -> row.getObject(1, LocalDate.class).toString();
          case TIMESTAMP -> row.getObject(1, LocalDateTime.class).toString();
          case ZONED -> row.getObject(1, OffsetDateTime.class).toString();
        });
  }

  /// Binds the value as its kind, so that the database compares like with like.
  void bind(PreparedStatement statement, int index) throws SQLException {
    try {
      switch (kind) {
        case INTEGER -> statement.setLong(index, Long.parseLong(value));
        case NUMBER -> statement.setBigDecimal(index, new BigDecimal(value));
        case TEXT -> statement.setString(index, value);
        case DATE -> statement.setObject(index, LocalDate.parse(value));
        case TIMESTAMP -> statement.setObject(index, LocalDateTime.parse(value));
        case ZONED -> statement.setObject(index, OffsetDateTime.parse(value));
      }
    } catch (NumberFormatException | DateTimeException e) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "the watermark cannot be read",
              "what the last fetch answered, unchanged")
          .asException(e);
    }
  }

  @Override
  public String toString() {
    return kind + " " + value;
  }
}

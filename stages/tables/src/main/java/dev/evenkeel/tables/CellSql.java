package dev.evenkeel.tables;

import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The cells of a table in a file as SQL: what a model sees in them, and what they are when they
/// are handed through.
///
/// @param format of the file
record CellSql(TableFile.Format format) {
  /// As an endpoint takes them.
  private static final int TEXT_CHARS_MAX = 10_000;

  /// What pandas calls missing.
  private static final String MISSING_WHEN_NAN = " when isnan(%s) then null";

  /// What a model sees of an input: a number, or a text that is read by the contract.
  String cell(TableSource.Column column, Property input) {
    String raw = column.sql();
    return switch (format) {
      case CSV -> missingInText(raw);
      case JSON_LINES ->
          input.type().isNumeric()
              ? "cast(%s as varchar)".formatted(raw)
              : "(%s->>'$')".formatted(raw);
      case PARQUET -> typedCell(column, input);
    };
  }

  /// `NA` is what R writes.
  private static String missingInText(String raw) {
    return "nullif(%s, 'NA')".formatted(raw);
  }

  private static String typedCell(TableSource.Column column, Property input) {
    String raw = column.sql();
    String text = "cast(%s as varchar)".formatted(raw);
    return switch (input.type()) {
      case INTEGER, NUMBER -> {
        if (column.isFloating()) {
          yield "case%s else cast(%s as double) end"
              .formatted(MISSING_WHEN_NAN.formatted(raw), raw);
        }
        if (column.isNumber() && input.type() == LogicalType.INTEGER) {
          yield raw;
        }
        yield column.isNumber()
            ? "cast(%s as double)".formatted(raw)
            : column.type().equals("BOOLEAN")
                ? "cast(cast(%s as integer) as double)".formatted(raw)
                : text;
      }
      case BOOLEAN ->
          column.isNumber()
              ? "case when %1$s = 1 then 'true' when %1$s = 0 then 'false'%3$s else %2$s end"
                  .formatted(raw, text, column.isFloating() ? MISSING_WHEN_NAN.formatted(raw) : "")
              : text;
      case DATE, TIMESTAMP -> column.isTime() ? timeCell(column, input) : text;
      case STRING -> text;
    };
  }

  private static String timeCell(TableSource.Column column, Property input) {
    String raw = column.sql();
    if (!input.format().isEmpty()) {
      return "strftime(cast(%s as timestamp), %s)"
          .formatted(raw, DuckDb.text(Formats.strptime(input.format())));
    }
    // pandas has no days, only their midnights.
    return input.type() == LogicalType.DATE
        ? "case when %1$s = date_trunc('day', %1$s) then cast(cast(%1$s as date) as varchar) else cast(%1$s as varchar) end"
            .formatted(raw)
        : "cast(%s as varchar)".formatted(raw);
  }

  /// True when a cell cannot be the text that an input wants.
  String notText(TableSource.Column column) {
    String raw = column.sql();
    String tooLong = "length(%s) > " + TEXT_CHARS_MAX;
    return switch (format) {
      case CSV -> tooLong.formatted(raw);
      case JSON_LINES ->
          "(json_type(%s) <> 'VARCHAR' or %s)"
              .formatted(raw, tooLong.formatted("(%s->>'$')".formatted(raw)));
      case PARQUET ->
          column.isText()
              ? tooLong.formatted("cast(%s as varchar)".formatted(raw))
              : raw + " is not null";
    };
  }

  /// A column handed through to a file of another format, or of the same.
  ///
  /// @param input what a model knows of it; CSV has no types of its own
  String kept(TableSource.Column column, TableFile.Format target, Optional<Property> input) {
    String raw = column.sql();
    return switch (format) {
      case CSV ->
          target == TableFile.Format.CSV
              ? raw
              : input
                  .map(TypedSql::typed)
                  .filter(_ -> !isStringy(input))
                  .orElse(missingInText(raw));
      case JSON_LINES -> target == TableFile.Format.JSON_LINES ? raw : fromJson(column);
      case PARQUET ->
          target == TableFile.Format.JSON_LINES && column.isFloating()
              // JSON has no word for them.
              ? "case when isfinite(%1$s) then %1$s end".formatted(raw)
              : raw;
    };
  }

  private static boolean isStringy(Optional<Property> input) {
    return input.map(property -> property.type() == LogicalType.STRING).orElse(true);
  }

  private static String fromJson(TableSource.Column column) {
    String raw = column.sql();
    if (column.type().equals("BOOLEAN") || column.isNumber()) {
      return "cast(%s as %s)".formatted(raw, column.type());
    }
    boolean isNested =
        column.type().startsWith("STRUCT")
            || column.type().startsWith("MAP")
            || column.type().endsWith("]");
    return isNested ? "cast(%s as varchar)".formatted(raw) : "(%s->>'$')".formatted(raw);
  }

  /// A whole row as a JSON object.
  String json(List<TableSource.Column> columns) {
    return columns.stream()
        .map(column ->
            DuckDb.text(column.name())
                + ", "
                + (column.isFloating() && format == TableFile.Format.PARQUET
                    ? "case when isfinite(%1$s) then to_json(%1$s) else to_json(cast(%1$s as varchar)) end"
                        .formatted(column.sql())
                    : column.sql()))
        .collect(Collectors.joining(", ", "cast(json_object(", ") as varchar)"));
  }
}

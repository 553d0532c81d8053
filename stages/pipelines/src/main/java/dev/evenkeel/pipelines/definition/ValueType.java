package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a parameter, an input or an output of a step may hold. Every value travels as text; its
/// type says which texts are right and how two of them compare.
public enum ValueType {
  TEXT,
  INTEGER,
  /// A finite decimal number.
  NUMBER,
  BOOLEAN,
  /// ISO 8601: `2026-05-01`.
  DATE,
  /// ISO 8601 with an offset: `2026-05-01T00:00:00Z`.
  TIMESTAMP,
  /// A dataset version: `sales@7`.
  DATASET,
  /// A model version: `home-sales@7`.
  MODEL,
  /// Bytes in the blob store: `sha256:…`.
  FILE;

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]{1,400}\\.?[0-9]{0,400}|\\.[0-9]{1,400})([eE][-+]?[0-9]{1,3})?");
  private static final Pattern VERSION =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}@[1-9][0-9]{0,8}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /// As definitions write it: `dataset`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// A type by its word.
  static Optional<ValueType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
  }

  /// All words, for messages.
  static List<String> words() {
    return Arrays.stream(values()).map(ValueType::word).toList();
  }

  /// Says why a text is no value of the type; empty when it is one.
  public Optional<String> refuse(String value) {
    boolean isRight =
        switch (this) {
          case TEXT -> true;
          case INTEGER -> WHOLE.matcher(value).matches();
          case NUMBER ->
              DECIMAL.matcher(value).matches() && Double.isFinite(Double.parseDouble(value));
          case BOOLEAN -> value.equals("true") || value.equals("false");
          case DATE -> parses(() -> LocalDate.parse(value));
          case TIMESTAMP -> parses(() -> OffsetDateTime.parse(value));
          case DATASET, MODEL -> VERSION.matcher(value).matches();
          case FILE -> DIGEST.matcher(value).matches();
        };
    return isRight
        ? Optional.empty()
        : Optional.of("`%s` is no %s".formatted(Names.abbreviate(value), example()));
  }

  /// Compares two right values of the type.
  int compare(String left, String right) {
    return switch (this) {
      case INTEGER, NUMBER -> new BigDecimal(left).compareTo(new BigDecimal(right));
      case TIMESTAMP ->
          OffsetDateTime.parse(left).toInstant().compareTo(OffsetDateTime.parse(right).toInstant());
      case DATE -> LocalDate.parse(left).compareTo(LocalDate.parse(right));
      case TEXT, BOOLEAN, DATASET, MODEL, FILE -> left.compareTo(right);
    };
  }

  private String example() {
    return switch (this) {
      case TEXT -> "text";
      case INTEGER -> "whole number of at most 18 digits";
      case NUMBER -> "finite number";
      case BOOLEAN -> "`true` or `false`";
      case DATE -> "date such as `2026-05-01`";
      case TIMESTAMP -> "time such as `2026-05-01T00:00:00Z`";
      case DATASET -> "dataset version such as `sales@7`";
      case MODEL -> "model version such as `home-sales@7`";
      case FILE -> "digest of a file such as `sha256:…`";
    };
  }

  private static boolean parses(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}

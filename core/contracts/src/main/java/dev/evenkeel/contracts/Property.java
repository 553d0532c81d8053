package dev.evenkeel.contracts;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One column of a contract's table.
///
/// @param format of a date or timestamp, as a JDK pattern such as `yyMMdd`; empty means ISO 8601
/// @param minimum inclusive, of numbers; empty means unbounded
/// @param maximum inclusive, of numbers; empty means unbounded
/// @param pattern ECMA-262, unanchored, of strings; empty means any
/// @param allowed the values of ODCS 3.2 `enum`; none means any
/// @param allowedSeverity what a value outside of `allowed` means
/// @param classification how sensitive its values are, in the contract's own words; empty when it
///   says nothing
/// @param limits what else its values are held to
public record Property(
    String name,
    LogicalType type,
    boolean required,
    boolean unique,
    String description,
    String format,
    OptionalDouble minimum,
    OptionalDouble maximum,
    OptionalInt minLength,
    OptionalInt maxLength,
    String pattern,
    List<String> allowed,
    Severity allowedSeverity,
    String classification,
    Limits limits) {
  public Property {
    allowed = List.copyOf(allowed);
    // Descriptions of models that were stored before it was kept have none.
    classification = Objects.requireNonNullElse(classification, "");
    limits = Objects.requireNonNullElse(limits, Limits.none());
  }

  /// Without further limits.
  public Property(
      String name,
      LogicalType type,
      boolean required,
      boolean unique,
      String description,
      String format,
      OptionalDouble minimum,
      OptionalDouble maximum,
      OptionalInt minLength,
      OptionalInt maxLength,
      String pattern,
      List<String> allowed,
      Severity allowedSeverity,
      String classification) {
    this(
        name,
        type,
        required,
        unique,
        description,
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        pattern,
        allowed,
        allowedSeverity,
        classification,
        Limits.none());
  }

  /// Whether values are shown only to people who may change them.
  public boolean isClassified() {
    return Classification.isGuarded(classification);
  }

  /// A column without further rules.
  public static Property of(String name, LogicalType type, boolean required) {
    return new Property(
        name,
        type,
        required,
        false,
        "",
        "",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        "",
        List.of(),
        Severity.ERROR,
        "");
  }

  /// The same column, demanded or not.
  public Property withRequired(boolean demanded) {
    return new Property(
        name,
        type,
        demanded,
        unique,
        description,
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        pattern,
        allowed,
        allowedSeverity,
        classification,
        limits);
  }

  /// The same column, its times written in another format.
  public Property withFormat(String jdkPattern) {
    return new Property(
        name,
        type,
        required,
        unique,
        description,
        jdkPattern,
        minimum,
        maximum,
        minLength,
        maxLength,
        pattern,
        allowed,
        allowedSeverity,
        classification,
        limits);
  }

  /// The same column with other allowed values.
  public Property withAllowed(List<String> values, Severity severity) {
    return new Property(
        name,
        type,
        required,
        unique,
        description,
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        pattern,
        values,
        severity,
        classification,
        limits);
  }

  /// The same column within other limits.
  public Property withLimits(Limits limited) {
    return new Property(
        name,
        type,
        required,
        unique,
        description,
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        pattern,
        allowed,
        allowedSeverity,
        classification,
        limited);
  }
}

package dev.evenkeel.checks;

import java.util.Map;
import java.util.Set;

/// The nodes of a parsed query that the guard knows.
final class SqlNodes {
  /// Queries, what they read from, and what they end with. A recursion is left out: its values can
  /// grow without end.
  static final Set<String> PLAIN =
      Set.of(
          "SELECT_NODE",
          "SET_OPERATION_NODE",
          "BASE_TABLE",
          "SUBQUERY",
          "JOIN",
          "TABLE_FUNCTION",
          "EXPRESSION_LIST",
          "EMPTY",
          "ORDER_MODIFIER",
          "LIMIT_MODIFIER",
          "DISTINCT_MODIFIER",
          "ORDER_DEFAULT",
          "ORDER_ASCENDING",
          "ORDER_DESCENDING",
          "ASCENDING",
          "DESCENDING");

  /// Expressions by their class.
  static final Map<String, Set<String>> EXPRESSIONS =
      Map.ofEntries(
          Map.entry("CONSTANT", Set.of("VALUE_CONSTANT")),
          Map.entry("COLUMN_REF", Set.of("COLUMN_REF")),
          Map.entry("POSITIONAL_REFERENCE", Set.of("POSITIONAL_REFERENCE")),
          Map.entry("STAR", Set.of("STAR")),
          Map.entry("FUNCTION", Set.of("FUNCTION")),
          Map.entry("CASE", Set.of("CASE_EXPR")),
          Map.entry("CAST", Set.of("OPERATOR_CAST")),
          Map.entry("TYPE", Set.of("TYPE")),
          Map.entry("COLLATE", Set.of("COLLATE")),
          Map.entry("LAMBDA", Set.of("LAMBDA")),
          Map.entry("SUBQUERY", Set.of("SUBQUERY")),
          Map.entry("BETWEEN", Set.of("COMPARE_BETWEEN")),
          Map.entry("CONJUNCTION", Set.of("CONJUNCTION_AND", "CONJUNCTION_OR")),
          Map.entry(
              "COMPARISON",
              Set.of(
                  "COMPARE_EQUAL",
                  "COMPARE_NOTEQUAL",
                  "COMPARE_LESSTHAN",
                  "COMPARE_GREATERTHAN",
                  "COMPARE_LESSTHANOREQUALTO",
                  "COMPARE_GREATERTHANOREQUALTO",
                  "COMPARE_DISTINCT_FROM",
                  "COMPARE_NOT_DISTINCT_FROM")),
          Map.entry(
              "OPERATOR",
              Set.of(
                  "OPERATOR_NOT",
                  "OPERATOR_IS_NULL",
                  "OPERATOR_IS_NOT_NULL",
                  "OPERATOR_COALESCE",
                  "OPERATOR_TRY",
                  "COMPARE_IN",
                  "COMPARE_NOT_IN",
                  "ARRAY_EXTRACT",
                  "ARRAY_SLICE",
                  "STRUCT_EXTRACT",
                  "GROUPING_FUNCTION")),
          Map.entry(
              "WINDOW",
              Set.of(
                  "WINDOW_AGGREGATE",
                  "WINDOW_RANK",
                  "WINDOW_RANK_DENSE",
                  "WINDOW_NTILE",
                  "WINDOW_PERCENT_RANK",
                  "WINDOW_CUME_DIST",
                  "WINDOW_ROW_NUMBER",
                  "WINDOW_FIRST_VALUE",
                  "WINDOW_LAST_VALUE",
                  "WINDOW_LEAD",
                  "WINDOW_LAG",
                  "WINDOW_NTH_VALUE")));

  /// What a value may be cast to. Bits and blobs are left out: as text they are many times as long.
  static final Set<String> TYPES =
      Set.of(
          "bool",
          "boolean",
          "logical",
          "tinyint",
          "smallint",
          "int",
          "integer",
          "bigint",
          "hugeint",
          "utinyint",
          "usmallint",
          "uinteger",
          "ubigint",
          "int1",
          "int2",
          "int4",
          "int8",
          "int16",
          "int32",
          "int64",
          "int128",
          "short",
          "long",
          "signed",
          "float",
          "float4",
          "float8",
          "real",
          "double",
          "decimal",
          "numeric",
          "dec",
          "varchar",
          "char",
          "bpchar",
          "text",
          "string",
          "date",
          "time",
          "timestamp",
          "timestamp_s",
          "timestamp_ms",
          "timestamp_us",
          "timestamp_ns",
          "datetime",
          "timestamptz",
          "timestamp with time zone",
          "interval",
          "uuid",
          "json");

  private static final Set<String> OF_ONE = Set.of("min", "max", "first", "last", "any_value");
  private static final Set<String> OF_TWO =
      Set.of("arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by");

  private SqlNodes() {}

  /// With one more argument these answer as many values as it says.
  static int argumentsMax(String function) {
    return OF_ONE.contains(function) ? 1 : OF_TWO.contains(function) ? 2 : 64;
  }
}

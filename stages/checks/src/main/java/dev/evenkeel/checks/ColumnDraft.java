package dev.evenkeel.checks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes a property of what a column is like. What is demanded holds for the rows that were seen,
/// and is left out where further rows are likely to break it.
final class ColumnDraft {
  /// Names of what is marked.
  static final String MARK = "inferred";

  private static final int VALUES_MAX = 50;
  private static final int VALUE_CHARS_MAX = 100;
  private static final int LENGTH_MAX = 10_000;
  private static final int ROWS_MIN = 20;
  private static final int ROWS_FOR_BOUNDS = 1_000;

  /// Deeper ones are named and not described; a contract itself has a limit.
  private static final int DEPTH_MAX = 6;

  private final ColumnFacts facts;
  private final Map<String, Object> property = new LinkedHashMap<>();
  private final Map<String, Object> guesses = new LinkedHashMap<>();

  private ColumnDraft(ColumnFacts facts) {
    this.facts = facts;
  }

  /// @param isKey whether it is the table's primary key
  static Map<String, Object> of(ColumnFacts facts, boolean isKey) {
    return new ColumnDraft(facts).draft(isKey);
  }

  private Map<String, Object> draft(boolean isKey) {
    property.put("name", facts.name());
    type();
    Map<String, Object> options = options();
    if (!options.isEmpty()) {
      property.put("logicalTypeOptions", options);
    }
    presence();
    if (isKey) {
      property.put("primaryKey", true);
      property.put("primaryKeyPosition", 1);
      guess("primaryKey");
    } else if (facts.isUnique()) {
      property.put("unique", true);
      guess("unique");
    }
    if (!facts.personal().isEmpty()) {
      property.put("classification", "confidential");
      guesses.put("classification", "a guess: " + facts.personal());
    }
    values();
    nearlyComplete();
    mark();
    return property;
  }

  /// Whether the texts stand for levels that will hardly get more: each came more than once, so
  /// that what has not been seen is rare (Good and Turing), and often enough.
  static boolean isEnum(ColumnFacts facts) {
    Map<String, Long> values = facts.values();
    return facts.type().logicalType().equals("string")
        && facts.format().isEmpty()
        && facts.personal().isEmpty()
        && !values.isEmpty()
        && values.size() <= VALUES_MAX
        && facts.present() >= Math.max(ROWS_MIN, 10L * values.size())
        && values.values().stream().allMatch(count -> count > 1)
        && values.keySet().stream().allMatch(value -> value.length() <= VALUE_CHARS_MAX);
  }

  /// Whether it is worth counting its values.
  static boolean mayBeEnum(ColumnFacts facts) {
    return facts.type().logicalType().equals("string")
        && facts.distinct() > 0
        && facts.distinct() <= 2 * VALUES_MAX
        && facts.lengths().size() == 2
        && facts.lengths().getLast() <= VALUE_CHARS_MAX;
  }

  private void type() {
    boolean isScalar = facts.engine().members().isEmpty();
    if (isScalar && facts.present() == 0) {
      guesses.put("type", "unknown: no value was seen");
      return;
    }
    String type = facts.type().logicalType();
    if (type.isEmpty()) {
      guesses.put("type", "the standard has none for " + facts.engine().name());
      return;
    }
    property.put("logicalType", type);
    guess("logicalType");
    inside(facts.engine(), property, 0);
  }

  private static void inside(ColumnType engine, Map<String, Object> property, int depth) {
    switch (engine.name()) {
      case "LIST" ->
          property.put("items", part(engine.members().getFirst().type(), depth, "an item"));
      case "MAP" -> {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", part(engine.members().getFirst().type(), depth, "a key"));
        map.put("value", part(engine.members().getLast().type(), depth, "a value"));
        property.put("map", map);
      }
      case "STRUCT" -> {
        List<Map<String, Object>> parts = parts(engine, depth);
        if (!parts.isEmpty()) {
          property.put("properties", parts);
        }
      }
      default -> {}
    }
  }

  private static List<Map<String, Object>> parts(ColumnType engine, int depth) {
    List<Map<String, Object>> parts = new ArrayList<>();
    if (depth >= DEPTH_MAX) {
      return parts;
    }
    for (ColumnType.Member member : engine.members()) {
      // The plan of rules has these names for what has none.
      boolean isSign = member.name().matches("\\[\\]|\\{\\}|\\{key\\}|");
      if (!isSign) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("name", member.name());
        part.putAll(part(member.type(), depth, ""));
        parts.add(part);
      }
    }
    return parts;
  }

  private static Map<String, Object> part(ColumnType type, int depth, String what) {
    Map<String, Object> part = new LinkedHashMap<>();
    boolean isTooDeep = depth + 1 >= DEPTH_MAX && !type.members().isEmpty();
    if (type.logicalType().isEmpty() || isTooDeep) {
      part.put("description", (what + " of any type").strip());
    } else {
      part.put("logicalType", type.logicalType());
      inside(type, part, depth + 1);
    }
    return part;
  }

  private Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    if (facts.present() == 0 || !facts.engine().members().isEmpty()) {
      return options;
    }
    switch (facts.type().logicalType()) {
      case "date", "timestamp" -> {
        if (!facts.type().format().isEmpty()) {
          options.put("format", facts.type().format());
        }
      }
      case "integer", "number" -> {
        width(options);
        bounds(options);
      }
      case "string" -> texts(options);
      default -> {}
    }
    return options;
  }

  private void width(Map<String, Object> options) {
    if (!facts.type().logicalType().equals("integer")) {
      return;
    }
    if (facts.least().isEmpty() || facts.most().isEmpty()) {
      return;
    }
    BigInteger widest = facts.least().get().abs().max(facts.most().get().abs()).toBigInteger();
    // A count that has come half the way will come the rest, too.
    if (widest.bitLength() <= 30) {
      options.put("format", "i32");
      guess("format");
    } else if (widest.bitLength() <= 63) {
      options.put("format", "i64");
      guess("format");
    }
  }

  /// No amount that never was negative; and, of many rows without a long tail, half the range
  /// beyond what was seen.
  private void bounds(Map<String, Object> options) {
    if (facts.least().isEmpty()
        || facts.most().isEmpty()
        || facts.present() < ROWS_MIN
        || !facts.personal().isEmpty()) {
      return;
    }
    BigDecimal least = facts.least().get();
    BigDecimal most = facts.most().get();
    BigDecimal half = most.subtract(least).divide(BigDecimal.TWO, MathContext.DECIMAL64);
    boolean isSafe = hasNoTail(least, most) && !facts.isUnique() && !facts.looksLikeKey();
    if (least.signum() >= 0) {
      options.put("minimum", 0);
      guess("minimum");
    } else if (isSafe) {
      options.put("minimum", outward(least.subtract(half), RoundingMode.FLOOR));
      guess("minimum");
    }
    if (isSafe) {
      options.put("maximum", outward(most.add(half), RoundingMode.CEILING));
      guess("maximum");
    }
  }

  private boolean hasNoTail(BigDecimal least, BigDecimal most) {
    if (facts.q01().isEmpty() || facts.q99().isEmpty() || facts.present() < ROWS_FOR_BOUNDS) {
      return false;
    }
    BigDecimal low = facts.q01().get();
    BigDecimal high = facts.q99().get();
    BigDecimal body = high.subtract(low);
    BigDecimal allowed = body.divide(BigDecimal.TWO, MathContext.DECIMAL64);
    return body.signum() > 0
        && most.subtract(high).compareTo(allowed) <= 0
        && low.subtract(least).compareTo(allowed) <= 0;
  }

  /// Two digits, away from what was seen.
  static Object outward(BigDecimal bound, RoundingMode direction) {
    BigDecimal rounded = bound.round(new MathContext(2, direction)).stripTrailingZeros();
    return rounded.scale() <= 0 ? rounded.toBigInteger() : rounded;
  }

  private void texts(Map<String, Object> options) {
    if (!facts.format().isEmpty()) {
      options.put("format", facts.format());
      guess("format");
    } else if (!isEnum(facts) && facts.lengths().size() == 2) {
      lengths(facts.lengths().getFirst(), facts.lengths().getLast(), options);
    }
  }

  private void lengths(long shortest, long longest, Map<String, Object> options) {
    if (longest > LENGTH_MAX || facts.present() < ROWS_MIN) {
      return;
    }
    boolean isFixed =
        shortest == longest && longest > 0 && facts.present() >= 100 && facts.distinct() >= 10;
    long high = isFixed ? longest : roomy(longest);
    long low = isFixed ? shortest : Math.min(1, shortest);
    if (low > 0) {
      options.put("minLength", low);
      guess("minLength");
    }
    options.put("maxLength", high);
    guess("maxLength");
  }

  /// At least twice as long, and a number that people would write.
  static long roomy(long longest) {
    long wanted = Math.max(10, 2 * longest);
    for (long power = 10; ; power *= 10) {
      for (long step : new long[] {1, 2, 5}) {
        if (power * step >= wanted) {
          return power * step;
        }
      }
    }
  }

  private void presence() {
    if (facts.isComplete()) {
      property.put("required", true);
      guesses.put("required", confidence(facts.rows()));
    }
  }

  /// Of a column in which few values are missing: how many may be, by what this many rows tell.
  private void nearlyComplete() {
    long missing = facts.rows() - facts.present();
    if (missing == 0 || facts.rows() < ROWS_MIN || missing * 10 > facts.rows()) {
      return;
    }
    BigDecimal percent =
        new BigDecimal(100 * Wilson.of(missing, facts.rows()).high())
            .round(new MathContext(2, RoundingMode.CEILING))
            .stripTrailingZeros();
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("metric", "nullValues");
    rule.put("unit", "percent");
    rule.put("mustBeLessOrEqualTo", percent.scale() < 0 ? percent.setScale(0) : percent);
    rule.put("dimension", "completeness");
    property.put("quality", List.of(rule));
    guesses.put("nullValues", "the upper end of what %,d rows tell".formatted(facts.rows()));
  }

  private void values() {
    if (isEnum(facts)) {
      property.put(
          "enum",
          new TreeMap<>(facts.values())
              .keySet().stream().map(value -> Map.of("value", (Object) value)).toList());
      guess("enum");
    }
  }

  private void guess(String what) {
    guesses.put(what, confidence(facts.present()));
  }

  /// The least share of further values for which it holds, as 95 % confidence has it, when it held
  /// for all of these.
  private static BigDecimal confidence(long held) {
    return BigDecimal.valueOf(Wilson.of(held, held).low())
        .setScale(4, RoundingMode.FLOOR)
        .stripTrailingZeros();
  }

  private void mark() {
    if (!facts.note().isEmpty()) {
      guesses.put("note", facts.note());
    }
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put("property", MARK);
    mark.put("value", guesses);
    mark.put("vendor", "evenkeel");
    property.put("customProperties", List.of(mark));
  }
}

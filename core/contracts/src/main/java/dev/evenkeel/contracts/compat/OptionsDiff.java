package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.TypeOptions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Options of a type that stayed.
final class OptionsDiff {
  static final TypeOptions NONE =
      new TypeOptions(
          OptionalLong.empty(),
          OptionalLong.empty(),
          "",
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          OptionalLong.empty(),
          OptionalLong.empty(),
          false,
          OptionalLong.empty(),
          OptionalLong.empty(),
          List.of(),
          OptionalLong.empty(),
          "",
          "",
          "",
          "",
          false,
          Map.of());

  private final Changes changes;

  OptionsDiff(Changes changes) {
    this.changes = changes;
  }

  void compare(String path, String type, TypeOptions before, TypeOptions after) {
    low(path, "minLength", decimal(before.minLength()), decimal(after.minLength()));
    high(path, "maxLength", decimal(before.maxLength()), decimal(after.maxLength()));
    low(path, "minItems", decimal(before.minItems()), decimal(after.minItems()));
    high(path, "maxItems", decimal(before.maxItems()), decimal(after.maxItems()));
    low(path, "minProperties", decimal(before.minProperties()), decimal(after.minProperties()));
    high(path, "maxProperties", decimal(before.maxProperties()), decimal(after.maxProperties()));
    low(path, "minimum", key(before.minimum()), key(after.minimum()));
    low(path, "exclusiveMinimum", key(before.exclusiveMinimum()), key(after.exclusiveMinimum()));
    high(path, "maximum", key(before.maximum()), key(after.maximum()));
    high(path, "exclusiveMaximum", key(before.exclusiveMaximum()), key(after.exclusiveMaximum()));
    either(path, "pattern", before.pattern(), after.pattern());
    either(
        path,
        "multipleOf",
        before.multipleOf().map(BigDecimal::toPlainString).orElse(""),
        after.multipleOf().map(BigDecimal::toPlainString).orElse(""));
    either(path, "required", joined(before.required()), joined(after.required()));
    flag(path, "uniqueItems", before.uniqueItems(), after.uniqueItems());
    format(path, type, before.format(), after.format());
    meaning(path, "timezone", before.timezone(), after.timezone());
    meaning(path, "defaultTimezone", before.defaultTimezone(), after.defaultTimezone());
    meaning(path, "dimensions", before.dimensions(), after.dimensions());
    meaning(path, "elementType", before.elementType(), after.elementType());
    meaning(path, "embeddingModel", before.embeddingModel(), after.embeddingModel());
    meaning(
        path,
        "embeddingModelVersion",
        before.embeddingModelVersion(),
        after.embeddingModelVersion());
    flag(path, "normalized", before.normalized(), after.normalized());
  }

  private static String joined(List<String> names) {
    return String.join(", ", names);
  }

  private static Optional<Comparable<?>> decimal(OptionalLong value) {
    return value.isPresent()
        ? Optional.of(BigDecimal.valueOf(value.getAsLong()))
        : Optional.empty();
  }

  /// Dates as the standard writes them sort like texts.
  private static Optional<Comparable<?>> key(Optional<Object> bound) {
    return bound.map(
        value -> value instanceof Number ? new BigDecimal(value.toString()) : value.toString());
  }

  private void low(
      String path, String key, Optional<Comparable<?>> before, Optional<Comparable<?>> after) {
    bound(path, key, before, after, 1);
  }

  private void high(
      String path, String key, Optional<Comparable<?>> before, Optional<Comparable<?>> after) {
    bound(path, key, before, after, -1);
  }

  /// @param tighter sign of a comparison by which the new bound lets less pass
  @SuppressWarnings("unchecked")
  private void bound(
      String path,
      String key,
      Optional<Comparable<?>> before,
      Optional<Comparable<?>> after,
      int tighter) {
    if (before.isEmpty() && after.isPresent()) {
      changes.tightened(path, "`%s: %s` is new".formatted(key, plain(after.get())));
    } else if (before.isPresent() && after.isEmpty()) {
      changes.loosened(path, "`%s: %s` is gone".formatted(key, plain(before.get())));
    } else if (before.isPresent() && after.isPresent()) {
      boolean isAlike = before.get().getClass().equals(after.get().getClass());
      int order = isAlike ? ((Comparable<Object>) after.get()).compareTo(before.get()) : tighter;
      String what = "`%s` was %s and is %s".formatted(key, plain(before.get()), plain(after.get()));
      if (Integer.signum(order) == tighter) {
        changes.tightened(path, what);
      } else if (order != 0) {
        changes.loosened(path, what);
      }
    }
  }

  private static String plain(Comparable<?> bound) {
    return bound instanceof BigDecimal number ? number.toPlainString() : bound.toString();
  }

  /// A rule of which nobody can say in general whether another is stricter.
  private void either(String path, String key, String before, String after) {
    if (before.equals(after)) {
      return;
    }
    if (before.isEmpty()) {
      changes.tightened(path, "`%s: %s` is new".formatted(key, after));
    } else if (after.isEmpty()) {
      changes.loosened(path, "`%s: %s` is gone".formatted(key, before));
    } else {
      changes.add(
          path,
          "rule-changed",
          "`%s` was `%s` and is `%s`".formatted(key, before, after),
          Effect.BREAK,
          Effect.WARN,
          "check the data that is there by the new rule first; raise the major version");
    }
  }

  private void flag(String path, String key, boolean before, boolean after) {
    if (!before && after) {
      changes.tightened(path, "`%s` holds now".formatted(key));
    } else if (before && !after) {
      changes.loosened(path, "`%s` need not hold any more".formatted(key));
    }
  }

  /// Of a date the text is written another way; of an integer it says how large it may be.
  private void format(String path, String type, String before, String after) {
    if (before.equals(after)) {
      return;
    }
    if (!type.equals("integer") && !type.equals("number")) {
      either(path, "format", before, after);
      return;
    }
    int order = Integer.compare(bits(after), bits(before));
    boolean isSameKind = before.isEmpty() || after.isEmpty() || before.charAt(0) == after.charAt(0);
    String what = "`format` was `%s` and is `%s`".formatted(before, after);
    if (isSameKind && order > 0) {
      changes.add(path, "type-widened", what, Effect.OK, Effect.BREAK, "keep the smaller format");
    } else if (isSameKind && order < 0) {
      changes.add(path, "type-narrowed", what, Effect.BREAK, Effect.OK, "keep the larger format");
    } else {
      changes.add(path, "type-changed", what, Effect.BREAK, Effect.BREAK, "keep the format");
    }
  }

  /// None is as large as a number gets.
  private static int bits(String format) {
    String digits = format.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private void meaning(String path, String key, Object before, Object after) {
    if (!before.equals(after)) {
      changes.add(
          path,
          "meaning-changed",
          "`%s` was %s and is %s".formatted(key, shown(before), shown(after)),
          Effect.BREAK,
          Effect.BREAK,
          "give what has another meaning another name");
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case Optional<?> some -> some.map(Object::toString).orElse("not given");
      case OptionalLong some -> some.isPresent() ? "" + some.getAsLong() : "not given";
      default -> value.toString().isEmpty() ? "not given" : "`%s`".formatted(value);
    };
  }
}

package dev.evenkeel.contracts.odcs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Trees of texts, numbers, truth values, nothing, lists and maps that nobody can change.
final class Trees {
  private Trees() {}

  /// A copy in the same order; an empty one of nothing.
  static Map<String, @Nullable Object> map(@Nullable Map<String, @Nullable Object> tree) {
    if (tree == null || tree.isEmpty()) {
      return Map.of();
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    tree.forEach((key, value) -> copy.put(key, value(value)));
    return Collections.unmodifiableMap(copy);
  }

  /// A copy; an empty one of nothing.
  static List<@Nullable Object> list(@Nullable List<@Nullable Object> items) {
    if (items == null) {
      return List.of();
    }
    List<@Nullable Object> copy = new ArrayList<>(items.size());
    for (Object each : items) {
      copy.add(value(each));
    }
    return Collections.unmodifiableList(copy);
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> map((Map<String, @Nullable Object>) map);
      case List<?> items -> list((List<@Nullable Object>) items);
      case null -> null;
      default -> value;
    };
  }
}

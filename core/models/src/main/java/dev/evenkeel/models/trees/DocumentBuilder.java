package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the readers of JSON and of its binary form share: what they keep, and how much at most.
final class DocumentBuilder {
  static final int DEPTH_MAX = 100;

  private static final int VALUES_MAX = 4_000_000;

  /// Nothing here answers by them, and they are a third of a file.
  private static final Set<String> IGNORED = Set.of("base_weights", "loss_changes", "parents");

  private final Refusal refusal;
  private int values;

  DocumentBuilder(Refusal refusal) {
    this.refusal = refusal;
  }

  /// Counts a value that takes memory of its own.
  void count() {
    values++;
    if (values > VALUES_MAX) {
      throw refusal.tooLarge("the model has too many parts", VALUES_MAX + " at most");
    }
  }

  static boolean isIgnored(String name) {
    return IGNORED.contains(name);
  }

  /// A list that grows; of numbers until something else comes.
  final class Growing {
    private final String name;
    private double[] numbers = new double[8];
    private int count;
    private @Nullable List<Value> items;

    /// @param name of the list in messages
    Growing(String name) {
      this.name = name;
    }

    void add(double number) {
      if (items != null) {
        throw mixed(new Value.Figure(number));
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      numbers[count++] = number;
    }

    void add(Value value) {
      if (value instanceof Value.Figure(double number)) {
        add(number);
        return;
      }
      if (count > 0) {
        throw mixed(value);
      }
      if (items == null) {
        items = new ArrayList<>();
      }
      items.add(value);
    }

    private RuntimeException mixed(Value value) {
      String found =
          switch (value) {
            case Value.Nothing nothing -> "null";
            case Value.Text text -> Names.abbreviate(text.text());
            case Value.Figure number -> Refusal.written(number.number());
            case Value.Numbers list -> "a list";
            case Value.Items list -> "a list";
            case Value.Fields fields -> "an object";
          };
      return refusal.of("%s holds `%s`".formatted(name, found), "a list of one kind of values");
    }

    Value build() {
      return items == null
          ? new Value.Numbers(Arrays.copyOf(numbers, count))
          : new Value.Items(items);
    }
  }

  /// An object that grows.
  final class GrowingFields {
    private final Map<String, Value> fields = new HashMap<>();

    void put(String name, Value value) {
      if (!isIgnored(name) && fields.put(name, value) != null) {
        throw refusal.malformed(
            "field `%s` stands twice".formatted(Names.abbreviate(name)), "each field once");
      }
    }

    Value build() {
      return new Value.Fields(fields);
    }
  }
}

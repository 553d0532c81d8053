package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks an object of a document for what a model must have.
final class Fields {
  private final Map<String, Value> fields;
  private final Refusal refusal;

  private Fields(Map<String, Value> fields, Refusal refusal) {
    this.fields = fields;
    this.refusal = refusal;
  }

  /// An object, or one without fields where there is none.
  static Fields of(@Nullable Value value, Refusal refusal) {
    return new Fields(
        value instanceof Value.Fields(Map<String, Value> fields) ? fields : Map.of(), refusal);
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  Fields fields(String name) {
    return of(fields.get(name), refusal);
  }

  /// A text or a number as text; empty when it is neither.
  String text(String name) {
    return switch (fields.get(name)) {
      case Value.Text(String text) -> text;
      case Value.Figure(double number) -> Refusal.written(number);
      case null, default -> "";
    };
  }

  int whole(String name, int least, int most) {
    return refusal.whole(text(name), name, least, most);
  }

  /// A list of so many numbers.
  double[] numbers(String name, int size) {
    double[] numbers = numbers(name);
    if (numbers.length != size || !has(name)) {
      throw refusal.of("%s is no list of %d".formatted(name, size), "lists of one length");
    }
    return numbers;
  }

  /// A list of numbers; none where there is no list.
  double[] numbers(String name) {
    return switch (fields.get(name)) {
      case Value.Numbers(double[] numbers) -> numbers;
      case null -> new double[0];
      case Value.Nothing nothing -> throw noNumbers(name, "null");
      case Value.Text(String text) -> throw noNumbers(name, Names.abbreviate(text));
      case Value.Figure number -> throw noNumbers(name, "a number");
      case Value.Items items -> throw noNumbers(name, "other things");
      case Value.Fields object -> throw noNumbers(name, "an object");
    };
  }

  private RuntimeException noNumbers(String name, String found) {
    return refusal.of("%s holds `%s`".formatted(name, found), "a list of numbers");
  }

  int[] wholes(String name, int size, int least, int most) {
    return whole(numbers(name, size), name, least, most);
  }

  int[] wholes(String name, int least, int most) {
    return whole(numbers(name), name, least, most);
  }

  private int[] whole(double[] numbers, String name, int least, int most) {
    int[] wholes = new int[numbers.length];
    for (int index = 0; index < wholes.length; index++) {
      wholes[index] = refusal.whole(numbers[index], name, least, most);
    }
    return wholes;
  }

  /// A list of objects; none where there is no list.
  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    if (fields.get(name) instanceof Value.Items(List<Value> items)) {
      items.forEach(item -> objects.add(of(item, refusal)));
    }
    return objects;
  }

  /// A list of texts; none where there is no list.
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (fields.get(name) instanceof Value.Items(List<Value> items)) {
      items.forEach(item -> texts.add(item instanceof Value.Text(String text) ? text : ""));
    }
    return texts;
  }

  /// A list of texts or numbers as texts; none where there is no list.
  List<String> words(String name) {
    if (fields.get(name) instanceof Value.Numbers(double[] numbers)) {
      return Arrays.stream(numbers).mapToObj(Refusal::written).toList();
    }
    return texts(name);
  }
}

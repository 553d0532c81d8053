package dev.evenkeel.authoring;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// The components of a record as a pipeline sees them: names with types, and values as texts.
public final class Ports {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Map<Class<?>, String> WORDS =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(int.class, "integer"),
          Map.entry(Integer.class, "integer"),
          Map.entry(long.class, "integer"),
          Map.entry(Long.class, "integer"),
          Map.entry(double.class, "number"),
          Map.entry(Double.class, "number"),
          Map.entry(boolean.class, "boolean"),
          Map.entry(Boolean.class, "boolean"),
          Map.entry(LocalDate.class, "date"),
          Map.entry(Instant.class, "timestamp"),
          Map.entry(DatasetRef.class, "dataset"),
          Map.entry(ModelRef.class, "model"),
          Map.entry(FileRef.class, "file"));

  private Ports() {}

  /// The type of each component, as pipelines write it: `date`, `model[]`.
  ///
  /// @throws IllegalArgumentException for a component of a type that no step can hand on
  public static Map<String, String> of(Class<? extends Record> record) {
    RecordComponent[] components = record.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(
          "Cannot read components: %s is no record".formatted(record));
    }
    Map<String, String> types = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      checkName(component.getName());
      types.put(
          component.getName(),
          word(component.getGenericType())
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      ("Cannot use %s.%s: String, int, long, double, boolean, LocalDate, Instant,"
                              + " DatasetRef, ModelRef, FileRef, or a List of them, got %s")
                          .formatted(
                              record.getSimpleName(),
                              component.getName(),
                              component.getGenericType().getTypeName()))));
    }
    return Collections.unmodifiableMap(types);
  }

  /// The values of a record as texts, as steps answer them.
  public static Map<String, String> texts(Record record) {
    of(record.getClass());
    Map<String, String> texts = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      texts.put(component.getName(), text(value(record, component)));
    }
    return texts;
  }

  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Cannot use a name: 1 to 64 letters, digits, `_` or `-`, the first a letter, got "
              + name);
    }
  }

  static Optional<String> word(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type item = list.getActualTypeArguments()[0];
      return Optional.ofNullable(item instanceof Class<?> one ? WORDS.get(one) : null)
          .map(word -> word + "[]");
    }
    return Optional.ofNullable(type instanceof Class<?> one ? WORDS.get(one) : null);
  }

  static Object value(Record record, RecordComponent component) {
    try {
      // A record may be private to the class that uses it.
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(record);
      if (value == null) {
        throw new IllegalArgumentException(
            "Cannot use %s.%s: it is null"
                .formatted(record.getClass().getSimpleName(), component.getName()));
      }
      return value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "Cannot read %s.%s".formatted(record.getClass().getSimpleName(), component.getName()), e);
    }
  }

  /// A value as pipelines write it; a list as a JSON array of texts.
  static String text(Object value) {
    return switch (value) {
      case List<?> list -> JSON.writeValueAsString(list.stream().map(Ports::text).toList());
      case Double number when !Double.isFinite(number) ->
          throw new IllegalArgumentException("Cannot use a number: finite, got " + number);
      case Stored stored when stored.reference().isEmpty() ->
          throw new IllegalArgumentException(
              "Cannot name %s: it has no reference".formatted(stored));
      case Stored stored -> stored.reference();
      default -> {
        if (!WORDS.containsKey(value.getClass())) {
          throw new IllegalArgumentException(
              "Cannot use a value of %s: %s".formatted(value.getClass().getName(), value));
        }
        yield value.toString();
      }
    };
  }
}

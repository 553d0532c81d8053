package dev.evenkeel.plugin;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Contracts from records that are annotated.
final class Derivation {
  private static final int DEPTH_MAX = 20;
  private static final String NULLABLE = ".Nullable";

  /// What a type without parameters is in a contract: its logical type and its format.
  private static final Map<Type, List<String>> SCALARS =
      Map.ofEntries(
          Map.entry(boolean.class, List.of("boolean", "")),
          Map.entry(byte.class, List.of("integer", "i8")),
          Map.entry(short.class, List.of("integer", "i16")),
          Map.entry(int.class, List.of("integer", "i32")),
          Map.entry(long.class, List.of("integer", "i64")),
          Map.entry(float.class, List.of("number", "f32")),
          Map.entry(double.class, List.of("number", "f64")),
          Map.entry(Boolean.class, List.of("boolean", "")),
          Map.entry(Byte.class, List.of("integer", "i8")),
          Map.entry(Short.class, List.of("integer", "i16")),
          Map.entry(Integer.class, List.of("integer", "i32")),
          Map.entry(Long.class, List.of("integer", "i64")),
          Map.entry(Float.class, List.of("number", "f32")),
          Map.entry(Double.class, List.of("number", "f64")),
          Map.entry(BigInteger.class, List.of("integer", "i128")),
          Map.entry(BigDecimal.class, List.of("number", "")),
          Map.entry(String.class, List.of("string", "")),
          Map.entry(UUID.class, List.of("string", "uuid")),
          Map.entry(LocalDate.class, List.of("date", "")),
          Map.entry(LocalTime.class, List.of("time", "")),
          Map.entry(LocalDateTime.class, List.of("timestamp", "")),
          Map.entry(Instant.class, List.of("timestamp", "")));

  private static final Map<Type, String> ELEMENTS =
      Map.of(float.class, "float32", double.class, "float64", byte.class, "int8");

  private Derivation() {}

  static boolean isWanted(Class<?> type) {
    return type.isRecord() && Annotated.of(type, "ContractObject").annotation().isPresent();
  }

  /// One document for each contract that the records name.
  static List<Document> of(List<Class<?>> records) {
    Map<String, Map<String, Object>> contracts = new TreeMap<>();
    for (Class<?> record : records) {
      Annotated object = Annotated.of(record, "ContractObject");
      Map<String, Object> contract =
          contracts.computeIfAbsent(object.text("contract"), id -> head(id, object));
      if (!object.text("version").equals(contract.get("version"))) {
        throw refused(
            record.getName(),
            "the contract `%s` has two versions"
                .formatted(Names.abbreviate(object.text("contract"))),
            "give all its records the same one");
      }
      @SuppressWarnings("unchecked") // put there by `head`
      List<Object> schema = (List<Object>) contract.get("schema");
      if (schema != null) {
        schema.add(object(record, object));
      }
    }
    return contracts.values().stream()
        .map(contract ->
            DocumentReader.read(
                Json.text(contract),
                "the contract derived as " + contract.get("id"),
                DocumentReader.Mode.STRICT))
        .toList();
  }

  private static Map<String, Object> head(String id, Annotated object) {
    Map<String, Object> contract = new LinkedHashMap<>();
    contract.put("apiVersion", "v3.2.0");
    contract.put("kind", "DataContract");
    contract.put("id", id);
    contract.put("version", object.text("version"));
    contract.put("status", "active");
    contract.put("schema", new ArrayList<>());
    return contract;
  }

  private static Map<String, Object> object(Class<?> record, Annotated said) {
    Map<String, Object> object = new LinkedHashMap<>();
    String name = said.text("name").isEmpty() ? record.getSimpleName() : said.text("name");
    object.put("name", name);
    object.put("logicalType", "object");
    put(object, "description", said.text("description"));
    if (record.isAnnotationPresent(Deprecated.class)) {
      object.put("deprecated", true);
    }
    object.put("properties", properties(record, 0));
    return object;
  }

  private static List<Object> properties(Class<?> record, int depth) {
    if (depth > DEPTH_MAX) {
      throw refused(record.getName(), "it holds itself, or lies too deep", "");
    }
    List<Object> properties = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      properties.add(property(record, component, depth));
    }
    return properties;
  }

  private static Map<String, Object> property(
      Class<?> record, RecordComponent component, int depth) {
    Annotated said = Annotated.of(component, "ContractProperty");
    Map<String, Object> property = new LinkedHashMap<>();
    String name = said.text("name").isEmpty() ? component.getName() : said.text("name");
    property.put("name", name);
    put(property, "description", said.text("description"));
    if (!isNullable(component)) {
      property.put("required", true);
    }
    if (component.getAccessor().isAnnotationPresent(Deprecated.class)) {
      property.put("deprecated", true);
    }
    put(property, "classification", said.text("classification"));
    List.of("unique", "primaryKey").stream()
        .filter(said::flag)
        .forEach(flag -> property.put(flag, true));
    String where = record.getName() + "." + component.getName();
    property.putAll(type(component.getAnnotatedType(), where, depth));
    put(property, "physicalType", said.text("physicalType"));
    options(property, said, where);
    said.number("fieldId")
        .ifPresent(id ->
            property.put("customProperties", List.of(Map.of("property", "fieldId", "value", id))));
    return property;
  }

  /// By its simple name, as tools for nulls take it: several libraries have one.
  private static boolean isNullable(RecordComponent component) {
    AnnotatedType type = component.getAnnotatedType();
    return java.util.stream.Stream.concat(
            Arrays.stream(type.getAnnotations()), Arrays.stream(component.getAnnotations()))
        .anyMatch(each -> each.annotationType().getName().endsWith(NULLABLE));
  }

  private static Map<String, Object> type(AnnotatedType annotated, String where, int depth) {
    Type type = annotated.getType();
    Map<String, Object> is = new LinkedHashMap<>();
    List<String> scalar = SCALARS.get(type);
    if (scalar != null) {
      is.put("logicalType", scalar.getFirst());
      if (!scalar.getLast().isEmpty()) {
        is.put("logicalTypeOptions", option("format", scalar.getLast()));
      }
      if (type == Instant.class) {
        is.put("logicalTypeOptions", option("timezone", true));
      }
      if (type == BigDecimal.class) {
        is.put("physicalType", "DECIMAL");
      }
      return is;
    }
    if (annotated instanceof AnnotatedParameterizedType parts) {
      return many(parts, where, depth);
    }
    if (annotated instanceof AnnotatedArrayType array) {
      String element = ELEMENTS.get(array.getAnnotatedGenericComponentType().getType());
      if (element != null) {
        is.put("logicalType", "vector");
        is.put("logicalTypeOptions", option("elementType", element));
        return is;
      }
    }
    if (type instanceof Class<?> known && known.isRecord()) {
      is.put("logicalType", "object");
      is.put("properties", properties(known, depth + 1));
      return is;
    }
    if (type instanceof Class<?> known && known.isEnum()) {
      is.put("logicalType", "string");
      is.put("enum", values(known));
      return is;
    }
    throw refused(
        where,
        "no logical type stands for `%s`".formatted(Names.abbreviate(type.getTypeName())),
        "use a type of the table in docs/typed-contracts.md");
  }

  private static Map<String, Object> many(
      AnnotatedParameterizedType parts, String where, int depth) {
    Type raw = ((ParameterizedType) parts.getType()).getRawType();
    AnnotatedType[] of = parts.getAnnotatedActualTypeArguments();
    Map<String, Object> is = new LinkedHashMap<>();
    if (raw == List.class) {
      is.put("logicalType", "array");
      is.put("items", type(of[0], where + "[]", depth + 1));
      return is;
    }
    if (raw == Map.class) {
      is.put("logicalType", "map");
      is.put(
          "map",
          Map.of(
              "key", type(of[0], where + ".key", depth + 1),
              "value", type(of[1], where + ".value", depth + 1)));
      return is;
    }
    throw refused(
        where, "no logical type stands for `%s`".formatted(raw.getTypeName()), "use List or Map");
  }

  /// As files have them: what a method `value()` says, as generated enums have it, or the names.
  private static List<Object> values(Class<?> type) {
    List<Object> values = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      values.add(Map.of("value", value(type, constant)));
    }
    return values;
  }

  private static String value(Class<?> type, Object constant) {
    try {
      return String.valueOf(type.getMethod("value").invoke(constant));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return ((Enum<?>) constant).name();
    } catch (ReflectiveOperationException e) {
      throw refused(type.getName(), "its `value()` fails", "");
    }
  }

  private static void options(Map<String, Object> property, Annotated said, String where) {
    @SuppressWarnings("unchecked") // put there by `type`
    Map<String, Object> options =
        (Map<String, Object>) property.getOrDefault("logicalTypeOptions", new LinkedHashMap<>());
    for (String bound : List.of("minimum", "maximum")) {
      if (!said.text(bound).isEmpty()) {
        options.put(bound, bound(property, said.text(bound), where));
      }
    }
    for (String length : Set.of("minLength", "maxLength", "dimensions")) {
      said.number(length).ifPresent(number -> options.put(length, number));
    }
    put(options, "pattern", said.text("pattern"));
    if (!options.isEmpty()) {
      property.put("logicalTypeOptions", options);
    }
  }

  private static Object bound(Map<String, Object> property, String text, String where) {
    if (!Set.of("integer", "number").contains(property.getOrDefault("logicalType", ""))) {
      return text;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw refused(where, "`%s` is no number".formatted(Names.abbreviate(text)), "write decimals");
    }
  }

  private static Map<String, Object> option(String key, Object value) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put(key, value);
    return options;
  }

  private static void put(Map<String, Object> values, String key, String text) {
    if (!text.isEmpty()) {
      values.put(key, text);
    }
  }

  private static ProblemException refused(String where, String what, String remedy) {
    return new Problem(Problem.Kind.INPUT, what, where, "", remedy).asException();
  }
}

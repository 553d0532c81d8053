package dev.evenkeel.authoring;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The file of an attempt's inputs, and where its outputs go.
final class Manifest {
  private final JsonNode root;

  private Manifest(JsonNode root) {
    this.root = root;
  }

  static Manifest read(Path file) throws IOException {
    return new Manifest(Ports.JSON.readTree(Files.readAllBytes(file)));
  }

  /// Inputs as texts.
  ///
  /// @param files where a file lies, by its reference; one that does not exist has no path
  static Manifest of(Map<String, String> inputs, Function<String, Path> files) {
    Map<String, Object> written = new LinkedHashMap<>();
    inputs.forEach((name, text) -> {
      Map<String, Object> input = new LinkedHashMap<>();
      input.put("value", text);
      if (text.startsWith("sha256:") && Files.exists(files.apply(text))) {
        input.put("reference", text);
        input.put("path", files.apply(text).toString());
      }
      written.put(name, input);
    });
    return new Manifest(Ports.JSON.valueToTree(Map.of("inputs", written)));
  }

  /// The inputs as a record.
  ///
  /// @throws IllegalArgumentException that names the input that is missing or of another type
  <R extends Record> R bind(Class<R> type) throws ReflectiveOperationException {
    Ports.of(type);
    RecordComponent[] components = type.getRecordComponents();
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      types.add(component.getType());
      values.add(input(component));
    }
    Constructor<R> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return constructor.newInstance(values.toArray());
  }

  private Object input(RecordComponent component) {
    String name = component.getName();
    JsonNode given = root.path("inputs").path(name);
    Type type = component.getGenericType();
    try {
      if (given.has("path") && type instanceof Class<?> one && Stored.class.isAssignableFrom(one)) {
        Path path = Path.of(given.path("path").asString());
        return stored(one, given.path("reference").asString(""), Optional.of(path));
      }
      if (given.has("value")) {
        return value(given.path("value"), type);
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot use input %s: %s, got %s".formatted(name, type.getTypeName(), given), e);
    }
    throw new IllegalArgumentException("Cannot run the step: input %s is missing".formatted(name));
  }

  private static Object value(JsonNode value, Type type) {
    if (type instanceof ParameterizedType list) {
      // A list may come as the text of a JSON array, which is how values travel.
      JsonNode items = value.isString() ? Ports.JSON.readTree(value.asString()) : value;
      if (!items.isArray()) {
        throw new IllegalArgumentException("no list");
      }
      List<Object> values = new ArrayList<>();
      items.forEach(item -> values.add(value(item, list.getActualTypeArguments()[0])));
      return List.copyOf(values);
    }
    if (!value.isValueNode() || value.isNull() || !(type instanceof Class<?> one)) {
      throw new IllegalArgumentException("no single value");
    }
    return parsed(value.asString(), one);
  }

  private static Object parsed(String text, Class<?> type) {
    if (type == String.class) {
      return text;
    } else if (type == int.class || type == Integer.class) {
      return Integer.valueOf(text);
    } else if (type == long.class || type == Long.class) {
      return Long.valueOf(text);
    } else if (type == double.class || type == Double.class) {
      return Double.valueOf(text);
    } else if (type == LocalDate.class) {
      return LocalDate.parse(text);
    } else if (type == Instant.class) {
      return OffsetDateTime.parse(text).toInstant();
    } else if (type == boolean.class || type == Boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("neither true nor false");
      }
      return Boolean.valueOf(text);
    }
    return stored(type, text, Optional.empty());
  }

  private static Stored stored(Class<?> type, String reference, Optional<Path> path) {
    if (type == DatasetRef.class) {
      return new DatasetRef(reference, path);
    } else if (type == ModelRef.class) {
      return new ModelRef(reference, path);
    } else if (type == FileRef.class) {
      return new FileRef(reference, path);
    }
    throw new IllegalArgumentException("no file is wanted");
  }

  /// Puts what a step has written where its outputs go, and answers the values.
  Map<String, Object> leave(Record answer) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : answer.getClass().getRecordComponents()) {
      String name = component.getName();
      JsonNode expected = root.path("outputs").path(name);
      if (expected.isMissingNode()) {
        throw new IllegalArgumentException(
            "Cannot answer %s: the pipeline declares no such output".formatted(name));
      }
      Object value = Ports.value(answer, component);
      if (value instanceof Stored stored && stored.path().isPresent()) {
        move(name, stored.path().get(), expected);
      } else {
        values.put(name, json(name, value));
      }
    }
    return values;
  }

  private static void move(String name, Path from, JsonNode expected) throws IOException {
    if (!expected.has("path")) {
      throw new IllegalArgumentException(
          "Cannot answer %s: the pipeline declares a value, got a file".formatted(name));
    }
    Path to = Path.of(expected.path("path").asString());
    if (Files.exists(to) && Files.isSameFile(from, to)) {
      return;
    }
    // Copied, not moved: it may be an input of the step, or on another disk.
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static Object json(String name, Object value) {
    try {
      return switch (value) {
        case List<?> list -> list.stream().map(item -> json(name, item)).toList();
        case Number number when Double.isFinite(number.doubleValue()) -> number;
        case Boolean truth -> truth;
        default -> Ports.text(value);
      };
    } catch (IllegalArgumentException | JacksonException e) {
      throw new IllegalArgumentException("Cannot answer %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}

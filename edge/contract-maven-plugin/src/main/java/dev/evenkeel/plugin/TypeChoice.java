package dev.evenkeel.plugin;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Chooses Java's types for a contract's. Types within a record lie within its class.
final class TypeChoice {
  private static final Pattern DECIMAL =
      Pattern.compile("(decimal|numeric)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  // The virtual machine's 255, of which the reference to the new object takes one.
  private static final int SLOTS_MAX = 254;
  private static final int ENUM_MAX = 2000;
  private static final int DEPTH_MAX = 20;

  private final String where;
  private final ClassName top;
  private final Identifiers inner = new Identifiers();
  private final List<JavaType> made = new ArrayList<>();

  /// @param where the contract, in messages
  TypeChoice(String where, ClassName top) {
    this.where = where;
    this.top = top;
    inner.take(top.simpleName());
  }

  /// The record of a table.
  RecordPlan plan(SchemaObject object) {
    return new RecordPlan(
        top,
        object.name(),
        object.description(),
        object.deprecated(),
        object.relationships().size(),
        object.quality().size(),
        components(object.name(), object.properties(), 0));
  }

  /// Records and enums that lie within it, in the order in which they were met.
  List<JavaType> inner() {
    return List.copyOf(made);
  }

  private List<RecordPlan.Component> components(
      String path, List<SchemaProperty> properties, int depth) {
    if (depth > DEPTH_MAX) {
      throw refused(path, "objects lie more than %d deep".formatted(DEPTH_MAX), "");
    }
    Identifiers names = new Identifiers();
    List<RecordPlan.Component> parts = new ArrayList<>();
    int slots = 0;
    for (SchemaProperty property : properties) {
      // What is computed from other columns is in no file.
      if (!property.semanticType().equals("measure")) {
        String at = path + "." + property.name();
        JavaType type = type(at, property.name(), property, depth);
        parts.add(new RecordPlan.Component(names.component(property.name()), property, type));
        slots += type.type().equals(TypeName.LONG) || type.type().equals(TypeName.DOUBLE) ? 2 : 1;
      }
    }
    if (parts.isEmpty()) {
      throw refused(path, "it has no properties, so nothing can be read of it", "declare some");
    }
    if (slots > SLOTS_MAX) {
      throw refused(
          path,
          "its %d properties are more than a Java record can have".formatted(parts.size()),
          "put some of them into an object, or leave it out by `excludes`");
    }
    return parts;
  }

  private JavaType type(String path, String name, SchemaProperty property, int depth) {
    Optional<TypeOptions> options = property.logicalTypeOptions();
    return switch (property.logicalType()) {
      case "string" ->
          property.enumValues().isEmpty()
              ? text(options)
              : chosen(path, name, property.enumValues());
      case "integer" -> integer(path, options.map(TypeOptions::format).orElse(""));
      case "number" -> number(property.physicalType(), options);
      case "boolean" -> JavaType.Value.BOOLEAN;
      case "date" -> JavaType.Value.DATE;
      case "time" -> JavaType.Value.TIME;
      case "timestamp" ->
          options.flatMap(TypeOptions::timezone).orElse(false)
              ? JavaType.Value.INSTANT
              : JavaType.Value.TIMESTAMP;
      case "object" -> made(path, name, property, depth);
      case "array" -> many(path, name, property, depth);
      case "map" -> mapped(path, name, property, depth);
      case "vector" -> numbers(path, options);
      default ->
          throw refused(
              path,
              "no Java type stands for the logicalType `%s`"
                  .formatted(Names.abbreviate(property.logicalType())),
              "give it a logicalType of the standard");
    };
  }

  private static JavaType text(Optional<TypeOptions> options) {
    return options.map(TypeOptions::format).orElse("").equals("uuid")
        ? JavaType.Value.UUID
        : JavaType.Value.STRING;
  }

  // Without a format it is long: the standard's default of 32 bits breaks on the first large id.
  private JavaType integer(String path, String format) {
    return switch (format) {
      case "i8" -> JavaType.Value.BYTE;
      case "i16", "u8" -> JavaType.Value.SHORT;
      case "i32", "u16" -> JavaType.Value.INT;
      case "", "i64", "u32" -> JavaType.Value.LONG;
      case "u64", "i128", "u128" -> JavaType.Value.BIG_INTEGER;
      default ->
          throw refused(
              path,
              "no Java type stands for the format `%s`".formatted(Names.abbreviate(format)),
              "use one of i8 to i128, u8 to u128");
    };
  }

  private static JavaType number(String physicalType, Optional<TypeOptions> options) {
    if (DECIMAL.matcher(physicalType).matches()) {
      return JavaType.Value.DECIMAL;
    }
    return options.map(TypeOptions::format).orElse("").equals("f32")
        ? JavaType.Value.FLOAT
        : JavaType.Value.DOUBLE;
  }

  private JavaType chosen(String path, String name, List<EnumValue> values) {
    if (values.size() > ENUM_MAX) {
      throw refused(
          path,
          "its enum has %d values, and a Java enum %d".formatted(values.size(), ENUM_MAX),
          "");
    }
    Identifiers names = new Identifiers();
    List<JavaType.Constant> constants = new ArrayList<>();
    for (EnumValue each : values) {
      String value = String.valueOf(each.value());
      String words = each.description().isEmpty() ? each.label() : each.description();
      constants.add(new JavaType.Constant(names.constant(value), value, words));
    }
    JavaType.Chosen chosen = new JavaType.Chosen(top.nestedClass(inner.type(name)), constants);
    made.add(chosen);
    return chosen;
  }

  private JavaType made(String path, String name, SchemaProperty property, int depth) {
    ClassName type = top.nestedClass(inner.type(name));
    JavaType.Made record =
        new JavaType.Made(
            new RecordPlan(
                type,
                path,
                property.description(),
                property.deprecated(),
                0,
                0,
                components(path, property.properties(), depth + 1)));
    made.add(record);
    return record;
  }

  private JavaType many(String path, String name, SchemaProperty property, int depth) {
    SchemaProperty items =
        property
            .items()
            .orElseThrow(
                () -> refused(path, "its `items` are not described", "say what type they have"));
    return new JavaType.Many(type(path + "[]", name + " item", items, bounded(path, depth)));
  }

  private JavaType mapped(String path, String name, SchemaProperty property, int depth) {
    return property
        .map()
        .map(map ->
            new JavaType.Mapped(
                type(path + ".key", name + " key", map.key(), bounded(path, depth)),
                type(path + ".value", name + " value", map.value(), bounded(path, depth))))
        .orElseThrow(
            () -> refused(path, "its `map` is not described", "say what its key and value are"));
  }

  private int bounded(String path, int depth) {
    if (depth > DEPTH_MAX) {
      throw refused(path, "types lie more than %d deep".formatted(DEPTH_MAX), "");
    }
    return depth + 1;
  }

  private JavaType numbers(String path, Optional<TypeOptions> options) {
    int dimensions =
        (int) Math.min(options.map(o -> o.dimensions().orElse(0)).orElse(0L), Integer.MAX_VALUE);
    if (dimensions < 1) {
      throw refused(path, "a vector without dimensions", "say how many numbers it has");
    }
    String element = options.map(TypeOptions::elementType).orElse("");
    return switch (element) {
      case "", "float32", "float16", "bfloat16" ->
          new JavaType.Numbers(JavaType.Value.FLOAT, dimensions);
      case "float64" -> new JavaType.Numbers(JavaType.Value.DOUBLE, dimensions);
      case "int8" -> new JavaType.Numbers(JavaType.Value.BYTE, dimensions);
      case "uint8" -> new JavaType.Numbers(JavaType.Value.SHORT, dimensions);
      default ->
          throw refused(
              path,
              "no Java type stands for a vector of `%s`"
                  .formatted(Names.abbreviate(element.toLowerCase(Locale.ROOT))),
              "leave the object out by `excludes`");
    };
  }

  private ProblemException refused(String path, String what, String remedy) {
    return new Problem(Problem.Kind.INPUT, what, where + ", " + Names.abbreviate(path), "", remedy)
        .asException();
  }
}

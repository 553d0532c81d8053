package dev.evenkeel.plugin;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.evenkeel.contracts.odcs.CustomProperty;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.lang.model.element.Modifier;

/// The class that reads files as records, without reflection: all it does is written out.
final class ReaderWriter {
  private ReaderWriter() {}

  static TypeSpec write(ClassName name, String contract, String object, RecordPlan plan) {
    TypeName stream = ParameterizedTypeName.get(Types.STREAM, plan.name());
    return TypeSpec.classBuilder(name)
        .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
        .addAnnotation(Types.NULL_MARKED)
        .addJavadoc("Reads Parquet files as records of {@link $T}.\n", plan.name())
        .addField(table(contract, object, plan))
        .addFields(constants(plan))
        .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build())
        .addMethod(
            MethodSpec.methodBuilder("open")
                .addJavadoc(
                    "Holds the files against the contract, and reads them one after the other. To be"
                        + " closed.\n\n@throws dev.evenkeel.records.RecordException when a file"
                        + " cannot be read, or is not what the contract says\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .varargs()
                .addParameter(ArrayTypeName.of(Path.class), "files")
                .returns(stream)
                .addStatement(
                    "return $T.open(TABLE, $T.of(files), $T::row)", Types.STREAM, List.class, name)
                .build())
        .addMethod(row(plan))
        .build();
  }

  private static FieldSpec table(String contract, String object, RecordPlan plan) {
    CodeBlock.Builder columns = CodeBlock.builder();
    String between = "\n";
    for (RecordPlan.Component part : plan.parts()) {
      columns.add(
          "$Lnew $T.Planned($L, $L, $L, $L, $L)",
          between,
          Types.TABLE,
          Words.literal(part.property().name()),
          Words.literal(part.physicalName()),
          fieldId(part.property()),
          shape(part.type()),
          part.isRequired());
      between = ",\n";
    }
    return FieldSpec.builder(
            Types.TABLE, "TABLE", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
        .initializer(
            "new $T($L, $L, $T.of($L))",
            Types.TABLE,
            Words.literal(contract),
            Words.literal(object),
            List.class,
            columns.build())
        .build();
  }

  /// The custom property `fieldId`, as Parquet and Iceberg number columns.
  private static int fieldId(SchemaProperty property) {
    return property.customProperties().stream()
        .filter(custom -> custom.property().equals("fieldId"))
        .map(CustomProperty::value)
        .flatMap(java.util.Optional::stream)
        .filter(value -> value instanceof Integer id && id >= 0)
        .map(value -> (Integer) value)
        .findFirst()
        .orElse(-1);
  }

  private static CodeBlock shape(JavaType type) {
    return switch (type) {
      case JavaType.Value value -> CodeBlock.of("$T.Scalar.$L", Types.SHAPE, value.name());
      // Asked of the enum: to list them again would make the class too large for many values.
      case JavaType.Chosen chosen ->
          CodeBlock.of(
              "new $T.Symbols($T.stream($T.values()).map($T::value).toList())",
              Types.SHAPE,
              Arrays.class,
              chosen.type(),
              chosen.type());
      case JavaType.Many(JavaType item) ->
          CodeBlock.of("new $T.Items($L)", Types.SHAPE, shape(item));
      case JavaType.Mapped(JavaType key, JavaType value) ->
          CodeBlock.of("new $T.Entries($L, $L)", Types.SHAPE, shape(key), shape(value));
      case JavaType.Numbers(JavaType.Value element, int ignored) ->
          CodeBlock.of("new $T.Items($L)", Types.SHAPE, shape(element));
      case JavaType.Made(RecordPlan plan) ->
          CodeBlock.of(
              "new $T.Fields($T.of($L))",
              Types.SHAPE,
              List.class,
              plan.parts().stream()
                  .map(part ->
                      CodeBlock.of(
                          "new $T.Field($L, $L, $L)",
                          Types.SHAPE,
                          Words.literal(part.physicalName()),
                          shape(part.type()),
                          part.isRequired()))
                  .collect(CodeBlock.joining(", ")));
    };
  }

  /// `values()` would copy the constants for every row.
  private static List<FieldSpec> constants(RecordPlan plan) {
    return plan.parts().stream()
        .filter(part -> part.type() instanceof JavaType.Chosen)
        .map(part ->
            FieldSpec.builder(
                    ArrayTypeName.of(part.type().type()),
                    constants(part),
                    Modifier.PRIVATE,
                    Modifier.STATIC,
                    Modifier.FINAL)
                .initializer("$T.values()", part.type().type())
                .build())
        .toList();
  }

  private static String constants(RecordPlan.Component part) {
    return "SYMBOLS_" + part.name();
  }

  private static MethodSpec row(RecordPlan plan) {
    CodeBlock.Builder values = CodeBlock.builder();
    String between = "";
    int index = 0;
    for (RecordPlan.Component part : plan.parts()) {
      values.add("$L\n$L", between, column(part, index++));
      between = ",";
    }
    return MethodSpec.methodBuilder("row")
        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
        .addParameter(ArrayTypeName.of(Types.COLUMN), "c")
        .addParameter(int.class, "row")
        .returns(plan.name())
        .addStatement("return new $T($L)", plan.name(), values.build())
        .build();
  }

  private static CodeBlock column(RecordPlan.Component part, int index) {
    String suffix = part.isRequired() ? "At" : "OrNull";
    return switch (part.type()) {
      case JavaType.Value value -> CodeBlock.of("c[$L].$L$L(row)", index, value.column(), suffix);
      case JavaType.Chosen ignored ->
          CodeBlock.of("c[$L].symbol$L(row, $L)", index, suffix, constants(part));
      case JavaType.Many type -> nested(type, index, part.isRequired());
      case JavaType.Mapped type -> nested(type, index, part.isRequired());
      case JavaType.Numbers type -> nested(type, index, part.isRequired());
      case JavaType.Made type -> nested(type, index, part.isRequired());
    };
  }

  private static CodeBlock nested(JavaType type, int index, boolean isRequired) {
    return isRequired
        ? CodeBlock.of("c[$L].nestedAt(row, $L)", index, taken(type, 0))
        : CodeBlock.of("c[$L].nestedOrNull(row, $L)", index, taken(type, 0));
  }

  /// A function that takes a value from its text.
  private static CodeBlock taken(JavaType type, int depth) {
    String n = "n" + depth;
    return switch (type) {
      case JavaType.Value value -> CodeBlock.of("$T::$L", Types.NESTED, value.nested());
      case JavaType.Chosen chosen ->
          CodeBlock.of(
              "$L -> $L.symbol($T.values(), $T::value)", n, n, chosen.type(), chosen.type());
      case JavaType.Many(JavaType item) ->
          CodeBlock.of("$L -> $L.list($L)", n, n, taken(item, depth + 1));
      case JavaType.Mapped(JavaType key, JavaType value) ->
          CodeBlock.of(
              "$L -> $L.map($L, $L)", n, n, taken(key, depth + 1), taken(value, depth + 1));
      case JavaType.Numbers(JavaType.Value element, int dimensions) ->
          CodeBlock.of("$L -> $L.$L($L)", n, n, numbers(element), dimensions);
      case JavaType.Made(RecordPlan plan) ->
          CodeBlock.of(
              "$L -> { $L.object(); return new $T($L); }",
              n,
              n,
              plan.name(),
              plan.parts().stream()
                  .map(part ->
                      CodeBlock.of(
                          "$L.$L($L)",
                          n,
                          part.isRequired() ? "required" : "optional",
                          taken(part.type(), depth + 1)))
                  .collect(CodeBlock.joining(", ")));
    };
  }

  private static String numbers(JavaType.Value element) {
    return switch (element) {
      case FLOAT -> "floats";
      case DOUBLE -> "doubles";
      default -> "bytes";
    };
  }
}

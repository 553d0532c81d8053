package dev.evenkeel.plugin;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;

/// What generated code names of the runtime. The plugin itself does without it: it brings an engine
/// of 80 MB.
final class Types {
  private static final String RUNTIME = "dev.evenkeel.records";

  static final ClassName FROM_CONTRACT = ClassName.get(RUNTIME, "FromContract");
  static final ClassName COLUMN = ClassName.get(RUNTIME, "Column");
  static final ClassName NESTED = ClassName.get(RUNTIME, "Nested");
  static final ClassName SHAPE = ClassName.get(RUNTIME, "Shape");
  static final ClassName TEXT_FORMAT = ClassName.get(RUNTIME, "TextFormat");
  static final ClassName TEXT_PATTERN = ClassName.get(RUNTIME, "TextPattern");
  static final ClassName VALUES = ClassName.get(RUNTIME, "Values");
  static final ClassName TABLE = ClassName.get(RUNTIME, "Table");
  static final ClassName STREAM = ClassName.get(RUNTIME, "RecordStream");
  static final ClassName NULL_MARKED = ClassName.get("org.jspecify.annotations", "NullMarked");
  static final AnnotationSpec NULLABLE =
      AnnotationSpec.builder(ClassName.get("org.jspecify.annotations", "Nullable")).build();

  private Types() {}
}

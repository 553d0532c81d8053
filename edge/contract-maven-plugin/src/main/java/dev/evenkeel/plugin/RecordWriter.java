package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.evenkeel.contracts.Classification;
import java.util.List;
import javax.lang.model.element.Modifier;

/// A record of a table or of an object within one.
final class RecordWriter {
  private static final int UNCHECKED_MAX = 100;

  private final boolean isConstrained;

  RecordWriter(boolean isConstrained) {
    this.isConstrained = isConstrained;
  }

  TypeSpec.Builder write(RecordPlan plan) {
    MethodSpec.Builder constructor =
        MethodSpec.compactConstructorBuilder().addModifiers(Modifier.PUBLIC);
    CodeBlock.Builder parameters = CodeBlock.builder();
    Constraints constraints = new Constraints();
    constraints.leave(plan.path(), false, plan.relationships(), plan.quality());
    for (RecordPlan.Component part : plan.parts()) {
      constructor.addParameter(parameter(part));
      parameters.add("@param $L $L\n", part.name(), Words.javadoc(part.property().description()));
      constructor.addCode(Constraints.required(part));
      if (isConstrained) {
        constructor.addCode(constraints.of(plan.path(), part));
      }
    }
    TypeSpec.Builder type =
        TypeSpec.recordBuilder(plan.name())
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("$L\n", Words.javadoc(plan.description()))
            .addJavadoc(isConstrained ? unchecked(constraints) : CodeBlock.of(""))
            .addJavadoc("\n$L", parameters.build())
            .addFields(constraints.constants())
            .recordConstructor(constructor.build());
    if (plan.isDeprecated()) {
      type.addAnnotation(Deprecated.class);
    }
    plan.parts().stream()
        .filter(part -> part.property().deprecated())
        .forEach(part -> type.addMethod(deprecated(part)));
    if (plan.parts().stream().anyMatch(RecordWriter::isGuarded)) {
      type.addMethod(masked(plan));
    }
    return type;
  }

  /// So that nobody takes a record for more than it is.
  private static CodeBlock unchecked(Constraints constraints) {
    List<String> left = constraints.unchecked();
    if (left.isEmpty()) {
      return CodeBlock.of("");
    }
    CodeBlock.Builder words =
        CodeBlock.builder()
            .add("\n<p>The constructor does not check, of what the contract says:\n<ul>\n");
    left.stream().limit(UNCHECKED_MAX).forEach(each -> words.add("<li>$L\n", Words.javadoc(each)));
    if (left.size() > UNCHECKED_MAX) {
      words.add("<li>$L more\n", left.size() - UNCHECKED_MAX);
    }
    return words.add("</ul>\n").build();
  }

  private static ParameterSpec parameter(RecordPlan.Component part) {
    return ParameterSpec.builder(typeOf(part), part.name()).build();
  }

  /// On the component itself, javac says of the annotation that it has no effect.
  private static MethodSpec deprecated(RecordPlan.Component part) {
    return MethodSpec.methodBuilder(part.name())
        .addJavadoc("@deprecated by the contract\n")
        .addAnnotation(Deprecated.class)
        .addModifiers(Modifier.PUBLIC)
        .returns(typeOf(part))
        .addStatement("return this.$L", part.name())
        .build();
  }

  static TypeName typeOf(RecordPlan.Component part) {
    TypeName name = part.type().type();
    if (part.isRequired()) {
      return name;
    }
    return name.box().annotated(Types.NULLABLE);
  }

  private static boolean isGuarded(RecordPlan.Component part) {
    return Classification.isGuarded(part.property().classification());
  }

  private static MethodSpec masked(RecordPlan plan) {
    CodeBlock.Builder text = CodeBlock.builder().add("return $S", plan.name().simpleName() + "[");
    String between = "";
    for (RecordPlan.Component part : plan.parts()) {
      text.add("\n+ $S + ", between + part.name() + "=");
      if (isGuarded(part)) {
        text.add("$S", "***");
      } else {
        text.add("this.$L", part.name());
      }
      between = ", ";
    }
    return MethodSpec.methodBuilder("toString")
        .addJavadoc("Without the values that the contract classifies.\n")
        .addAnnotation(Override.class)
        .addModifiers(Modifier.PUBLIC)
        .returns(String.class)
        .addStatement(text.add("\n+ $S", "]").build())
        .build();
  }
}

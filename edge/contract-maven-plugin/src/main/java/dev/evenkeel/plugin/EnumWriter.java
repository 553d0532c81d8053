package dev.evenkeel.plugin;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.Modifier;

/// An enum of the values that a contract lists, in its order; the reader counts on that.
final class EnumWriter {
  private EnumWriter() {}

  static TypeSpec write(JavaType.Chosen chosen) {
    ClassName text = ClassName.get(String.class);
    TypeSpec.Builder type =
        TypeSpec.enumBuilder(chosen.type())
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("Values that the contract allows.\n");
    for (JavaType.Constant constant : chosen.constants()) {
      TypeSpec.Builder body = TypeSpec.anonymousClassBuilder("$L", Words.literal(constant.value()));
      if (!constant.description().isBlank()) {
        body.addJavadoc("$L\n", Words.javadoc(constant.description()));
      }
      type.addEnumConstant(constant.name(), body.build());
    }
    return type.addField(text, "value", Modifier.PRIVATE, Modifier.FINAL)
        .addField(
            com.palantir.javapoet.FieldSpec.builder(
                    ParameterizedTypeName.get(ClassName.get(List.class), text),
                    "CONTRACT_VALUES",
                    Modifier.STATIC,
                    Modifier.FINAL)
                .initializer("$T.of($L)", List.class, values(chosen))
                .build())
        .addMethod(
            MethodSpec.constructorBuilder()
                .addParameter(text, "value")
                .addStatement("this.value = value")
                .build())
        .addMethod(
            MethodSpec.methodBuilder("value")
                .addJavadoc("As files have it.\n")
                .addModifiers(Modifier.PUBLIC)
                .returns(text)
                .addStatement("return value")
                .build())
        .addMethod(of(chosen))
        .build();
  }

  static CodeBlock values(JavaType.Chosen chosen) {
    return chosen.constants().stream()
        .map(constant -> Words.literal(constant.value()))
        .collect(CodeBlock.joining(", "));
  }

  private static MethodSpec of(JavaType.Chosen chosen) {
    return MethodSpec.methodBuilder("of")
        .addJavadoc(
            "The constant of a value.\n\n@throws IllegalArgumentException when there is none\n")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(chosen.type())
        .addParameter(String.class, "value")
        .addStatement("int position = CONTRACT_VALUES.indexOf(value)")
        .beginControlFlow("if (position < 0)")
        .addStatement(
            "throw new $T($S)",
            IllegalArgumentException.class,
            "Cannot read a value: it is not of the contract's enum")
        .endControlFlow()
        .addStatement("return values()[position]")
        .build();
  }
}

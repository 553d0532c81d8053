package dev.evenkeel.plugin;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
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

  private static MethodSpec of(JavaType.Chosen chosen) {
    return MethodSpec.methodBuilder("of")
        .addJavadoc(
            "The constant of a value.\n\n@throws IllegalArgumentException when there is none\n")
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(chosen.type())
        .addParameter(String.class, "value")
        .beginControlFlow("for ($T each : values())", chosen.type())
        .beginControlFlow("if (each.value.equals(value))")
        .addStatement("return each")
        .endControlFlow()
        .endControlFlow()
        .addStatement(
            "throw new $T($S)",
            IllegalArgumentException.class,
            "Cannot read a value: it is not of the contract's enum")
        .build();
  }
}

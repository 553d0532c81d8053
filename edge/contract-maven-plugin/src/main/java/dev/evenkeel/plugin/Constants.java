package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.TypeName;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.EcmaPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/// Fields of a record that its constructor compares with, so that nothing is made for every row.
final class Constants {
  private final List<FieldSpec> fields = new ArrayList<>();

  List<FieldSpec> fields() {
    return List.copyOf(fields);
  }

  /// A field of the value; its name.
  CodeBlock of(TypeName type, CodeBlock value) {
    String name = "LIMIT_" + fields.size();
    fields.add(
        FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .initializer(value)
            .build());
    return CodeBlock.of("$L", name);
  }

  CodeBlock of(BigDecimal number) {
    return of(
        TypeName.get(BigDecimal.class),
        CodeBlock.of("new $T($S)", BigDecimal.class, number.toString()));
  }

  /// Empty for a pattern that has no single meaning; its translation is worked out now.
  Optional<CodeBlock> pattern(String ecma) {
    try {
      String java = EcmaPattern.of(ecma).java();
      return Optional.of(
          of(
              Types.TEXT_PATTERN,
              CodeBlock.of("$T.of($L)", Types.TEXT_PATTERN, Words.literal(java))));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}

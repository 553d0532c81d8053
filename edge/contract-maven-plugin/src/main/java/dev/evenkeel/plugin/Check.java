package dev.evenkeel.plugin;

import com.palantir.javapoet.CodeBlock;
import java.util.List;

/// Writes what is checked of one value; a value that is not there passes all.
final class Check {
  private final CodeBlock.Builder code = CodeBlock.builder();
  private final Spot spot;
  private final List<String> unchecked;

  Check(Spot spot, List<String> unchecked) {
    this.spot = spot;
    this.unchecked = unchecked;
  }

  Spot spot() {
    return spot;
  }

  CodeBlock code() {
    return code.build();
  }

  /// Refuses the value unless the condition holds.
  void unless(CodeBlock condition, String message) {
    if (spot.isRequired()) {
      code.beginControlFlow("if (!($L))", condition);
    } else {
      code.beginControlFlow("if ($L != null && !($L))", spot.name(), condition);
    }
    code.addStatement(
        "throw new $T($L)",
        IllegalArgumentException.class,
        Words.literal("`%s` %s".formatted(spot.path(), message)));
    code.endControlFlow();
  }

  /// Does so for each part of it.
  void each(CodeBlock loop, CodeBlock body) {
    if (!spot.isRequired()) {
      code.beginControlFlow("if ($L != null)", spot.name());
    }
    code.beginControlFlow("for ($L)", loop).add(body).endControlFlow();
    if (!spot.isRequired()) {
      code.endControlFlow();
    }
  }

  /// Tells of something that the contract says of the value and the constructor does not check.
  void leave(String what) {
    unchecked.add("%s of `%s`".formatted(what, spot.path()));
  }
}

package dev.evenkeel.plugin;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;

/// Values of an annotation of the runtime, by their names: its class comes from the project, not
/// from the plugin.
record Annotated(Optional<Annotation> annotation) {
  private static final String RUNTIME = "dev.evenkeel.records.";

  static Annotated of(AnnotatedElement element, String name) {
    for (Annotation each : element.getAnnotations()) {
      if (each.annotationType().getName().equals(RUNTIME + name)) {
        return new Annotated(Optional.of(each));
      }
    }
    return new Annotated(Optional.empty());
  }

  /// A text, or the empty one.
  String text(String key) {
    return value(key).map(String::valueOf).orElse("");
  }

  /// A number that is not negative.
  Optional<Integer> number(String key) {
    return value(key)
        .filter(Integer.class::isInstance)
        .map(Integer.class::cast)
        .filter(n -> n >= 0);
  }

  boolean flag(String key) {
    return value(key).filter(Boolean.TRUE::equals).isPresent();
  }

  private Optional<Object> value(String key) {
    if (annotation.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          annotation.get().annotationType().getMethod(key).invoke(annotation.get()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot read %s: the runtime is of another version".formatted(key), e);
    }
  }
}

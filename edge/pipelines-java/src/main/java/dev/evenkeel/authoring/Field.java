package dev.evenkeel.authoring;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Arrays;

/// A component of a record, written as a method reference: `Args::week`.
///
/// @param <R> the record
/// @param <T> the type of the component
@FunctionalInterface
public interface Field<R extends Record, T> extends Serializable {
  /// Its value.
  T of(R record);

  /// The component's name, read from the method reference when the pipeline is built.
  ///
  /// @param owner the record
  /// @throws IllegalArgumentException for anything but a reference to an accessor of the record
  static String name(Field<?, ?> field, Class<? extends Record> owner) {
    String method = serialized(field).getImplMethodName();
    boolean isComponent =
        Arrays.stream(owner.getRecordComponents())
            .anyMatch(component -> component.getName().equals(method));
    if (!isComponent) {
      throw new IllegalArgumentException(
          "Cannot name a component of %s: write a method reference such as %s::%s, got %s"
              .formatted(
                  owner.getSimpleName(),
                  owner.getSimpleName(),
                  owner.getRecordComponents().length == 0
                      ? "name"
                      : owner.getRecordComponents()[0].getName(),
                  method));
    }
    return method;
  }

  private static SerializedLambda serialized(Field<?, ?> field) {
    try {
      Method replace = field.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      if (replace.invoke(field) instanceof SerializedLambda lambda) {
        return lambda;
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot name a component: write a method reference, and open its package to"
              + " dev.evenkeel.authoring if it is in a named module",
          e);
    }
    throw new IllegalArgumentException(
        "Cannot name a component: write a method reference, got " + field.getClass());
  }
}

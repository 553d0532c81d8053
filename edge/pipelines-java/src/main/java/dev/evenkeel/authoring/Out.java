package dev.evenkeel.authoring;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;

/// A value that a run will have: a parameter, or what a step answers. It is a name with a type;
/// nothing is computed while a pipeline is built.
///
/// @param <T> what it will hold
public sealed class Out<T> permits Out.Parameter {
  private static final Set<Class<?>> WRITTEN = Set.of(LocalDate.class, Instant.class);
  private final String reference;

  Out(String reference) {
    this.reference = reference;
  }

  /// As the pipeline's file writes it: `split.fit`.
  final String reference() {
    return reference;
  }

  /// A whole number where a decimal one is wanted.
  public static Out<Double> number(Out<? extends Number> value) {
    return new Out<>(value.reference());
  }

  /// An `int` where a `long` is wanted.
  public static Out<Long> whole(Out<Integer> value) {
    return new Out<>(value.reference());
  }

  /// Any value where a text is wanted.
  public static Out<String> text(Out<?> value) {
    return new Out<>(value.reference());
  }

  public final When eq(Out<T> other) {
    return compare("==", other);
  }

  public final When eq(T value) {
    return compare("==", value);
  }

  public final When ne(Out<T> other) {
    return compare("!=", other);
  }

  public final When ne(T value) {
    return compare("!=", value);
  }

  public final When lt(Out<T> other) {
    return compare("<", other);
  }

  public final When lt(T value) {
    return compare("<", value);
  }

  public final When le(Out<T> other) {
    return compare("<=", other);
  }

  public final When le(T value) {
    return compare("<=", value);
  }

  public final When gt(Out<T> other) {
    return compare(">", other);
  }

  public final When gt(T value) {
    return compare(">", value);
  }

  public final When ge(Out<T> other) {
    return compare(">=", other);
  }

  public final When ge(T value) {
    return compare(">=", value);
  }

  private When compare(String sign, Out<T> other) {
    return new When(reference + " " + sign + " " + other.reference, When.Shape.ONE);
  }

  private When compare(String sign, T value) {
    return new When(reference + " " + sign + " " + literal(value), When.Shape.ONE);
  }

  private static String literal(Object value) {
    boolean isText =
        value instanceof String || value instanceof Stored || WRITTEN.contains(value.getClass());
    String text = Ports.text(value);
    return isText ? "'" + text.replace("'", "''") + "'" : text;
  }

  @Override
  public final String toString() {
    return reference;
  }

  /// A parameter of the run.
  public static final class Parameter<T> extends Out<T> {
    private final PipelineBuilder<?> pipeline;
    private final String name;

    Parameter(PipelineBuilder<?> pipeline, String name) {
      super("params." + name);
      this.pipeline = pipeline;
      this.name = name;
    }

    /// What a run has that is given none.
    public Parameter<T> otherwise(T value) {
      pipeline.otherwise(name, Ports.text(value));
      return this;
    }
  }
}

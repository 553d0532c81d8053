package dev.evenkeel.authoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A step that runs once for each of several values.
///
/// @param <T> one of the values
/// @param <I> its inputs
/// @param <O> what each of its runs answers
public final class EachStep<T, I extends Record, O extends Record>
    extends StepBuilder<I, O, EachStep<T, I, O>> {
  private final Object values;

  EachStep(String name, Class<I> inputs, Class<O> outputs, List<T> values) {
    super(name, inputs, outputs);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Cannot build step %s: no values".formatted(name));
    }
    this.values = values.stream().map(Ports::text).toList();
    set("each", this.values);
  }

  EachStep(String name, Class<I> inputs, Class<O> outputs, Out<List<T>> values) {
    super(name, inputs, outputs);
    this.values = values.reference();
    set("each", this.values);
  }

  @Override
  EachStep<T, I, O> self() {
    return this;
  }

  /// The input that gets the value that a run is for.
  public EachStep<T, I, O> item(Field<I, T> port) {
    return wireItem(port);
  }

  /// At most so many at once.
  public EachStep<T, I, O> parallel(int most) {
    Map<String, Object> each = new LinkedHashMap<>();
    each.put("of", values);
    each.put("parallel", most);
    return replace("each", each);
  }

  /// What all of its runs answered, in the order of their values.
  public <R> Out<List<R>> all(Field<O, R> field) {
    return new Out<>(name() + "[*]." + Field.name(field, outputs()));
  }
}

package dev.evenkeel.authoring;

/// A step that runs once.
///
/// @param <I> its inputs
/// @param <O> what it answers
public final class SingleStep<I extends Record, O extends Record>
    extends StepBuilder<I, O, SingleStep<I, O>> {
  SingleStep(String name, Class<I> inputs, Class<O> outputs) {
    super(name, inputs, outputs);
  }

  @Override
  SingleStep<I, O> self() {
    return this;
  }

  /// One of its answers, for a later step.
  public <T> Out<T> out(Field<O, T> field) {
    return new Out<>(name() + "." + Field.name(field, outputs()));
  }
}

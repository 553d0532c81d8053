package dev.evenkeel.serving.load;

import java.util.List;
import java.util.function.Supplier;

/// What a request wants to have computed.
public sealed interface Work<T> {
  /// How many rows it is about.
  int rows();

  /// By itself.
  T alone();

  /// Work that shares its call with no other.
  record Alone<T>(int rows, Supplier<T> call) implements Work<T> {
    @Override
    public T alone() {
      return call.get();
    }
  }

  /// Work that may be joined with others of the same joint and form.
  ///
  /// @param form equal forms may be joined
  record Joinable<I, T>(int rows, I input, Object form, Joint<I, T> joint) implements Work<T> {
    @Override
    public T alone() {
      return joint.call(List.of(input)).getFirst();
    }
  }

  /// One call for many.
  interface Joint<I, T> {
    /// Answers for each input what it would have got alone.
    List<T> call(List<I> inputs);
  }
}

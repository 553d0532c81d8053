package dev.evenkeel.models.features;

import dev.evenkeel.contracts.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a frame that a program uses, by their position in the program.
public final class Columns {
  private final Frame.Column[] bound;

  private Columns(Frame.Column[] bound) {
    this.bound = bound;
  }

  /// Finds the columns once for all rows.
  ///
  /// @param fields the program's fields
  public static Columns of(Frame frame, List<String> fields) {
    Frame.Column[] bound = new Frame.Column[fields.size()];
    for (int index = 0; index < bound.length; index++) {
      bound[index] = frame.column(fields.get(index));
    }
    return new Columns(bound);
  }

  double[] numbers(int field) {
    return ((Frame.Numbers) bound[field]).values();
  }

  @Nullable String[] texts(int field) {
    return ((Frame.Texts) bound[field]).values();
  }

  long[] times(int field) {
    return ((Frame.Times) bound[field]).values();
  }
}

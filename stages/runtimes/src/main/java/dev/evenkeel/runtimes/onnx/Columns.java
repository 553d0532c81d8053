package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// How named columns fill the inputs of a graph, when they can: each input is a vector of rows, or
/// a matrix of rows and a known number of columns.
///
/// @param rows how many a call takes; -1 is any number
record Columns(List<Part> parts, int rows) {
  private static final int COLUMNS_MAX = 100_000;

  Columns {
    parts = List.copyOf(parts);
  }

  /// One input.
  ///
  /// @param isVector whether it has no second dimension
  /// @param names of its columns
  record Part(String input, Datatype datatype, boolean isVector, List<String> names) {
    Part {
      names = List.copyOf(names);
    }

    long[] shape(int rows) {
      return isVector ? new long[] {rows} : new long[] {rows, names.size()};
    }
  }

  /// Empty when the graph wants something else than rows.
  static Optional<Columns> of(List<TensorSpec> inputs) {
    List<Part> parts = new ArrayList<>();
    int rows = -1;
    int width = 0;
    for (TensorSpec input : inputs) {
      List<Long> shape = input.shape();
      boolean isVector = shape.size() == 1;
      if (shape.isEmpty() || shape.size() > 2 || (shape.getFirst() >= 0 && shape.getFirst() != 1)) {
        return Optional.empty();
      }
      long columns = isVector ? 1 : shape.get(1);
      width += (int) Math.min(columns, COLUMNS_MAX);
      if (columns < 1 || width > COLUMNS_MAX) {
        return Optional.empty();
      }
      if (shape.getFirst() == 1) {
        rows = 1;
      }
      List<String> names = names(input.name(), (int) columns, inputs.size() == 1);
      parts.add(new Part(input.name(), input.datatype(), isVector, names));
    }
    Columns read = new Columns(parts, rows);
    List<String> names = read.names();
    return names.isEmpty() || new HashSet<>(names).size() < names.size()
        ? Optional.empty()
        : Optional.of(read);
  }

  private static List<String> names(String input, int columns, boolean isOnly) {
    if (columns == 1) {
      return List.of(input);
    }
    List<String> names = new ArrayList<>();
    for (int index = 0; index < columns; index++) {
      names.add((isOnly ? "f" : input + "_") + index);
    }
    return names;
  }

  List<String> names() {
    return parts.stream().flatMap(part -> part.names().stream()).toList();
  }

  /// Whether it is one matrix of floats.
  boolean isMatrix() {
    return parts.size() == 1 && parts.getFirst().datatype() == Datatype.FP32;
  }

  /// What a row must hold. Only floats have a way to say that a value is missing.
  List<Property> properties() {
    return parts.stream()
        .flatMap(part ->
            part.names().stream()
                .map(name -> Property.of(name, type(part.datatype()), !isFloat(part.datatype()))))
        .toList();
  }

  private static boolean isFloat(Datatype datatype) {
    return type(datatype) == LogicalType.NUMBER;
  }

  private static LogicalType type(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> LogicalType.BOOLEAN;
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> LogicalType.INTEGER;
      case FP16, BF16, FP32, FP64 -> LogicalType.NUMBER;
      case BYTES -> LogicalType.STRING;
    };
  }
}

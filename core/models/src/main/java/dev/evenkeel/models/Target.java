package dev.evenkeel.models;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.evenkeel.contracts.Frame;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a model predicts, in the words of its user.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Target.Bands.class, name = "bands"),
  @JsonSubTypes.Type(value = Target.Classes.class, name = "classes"),
  @JsonSubTypes.Type(value = Target.Quantity.class, name = "quantity")
})
public sealed interface Target {
  /// The contract's column that holds the truth.
  String column();

  /// How long after a row its truth is known.
  Duration delay();

  /// What answers are called, in the order of the probabilities; none for a quantity.
  List<String> labels();

  /// The index of a true value's label; empty when it has none.
  ///
  /// @param truth a number or a text, as it stands in the column
  OptionalInt labelIndex(Object truth);

  /// The label index of each row; -1 where the truth is missing or has no label.
  default int[] truths(Frame frame) {
    Frame.Column truth = frame.column(column());
    return IntStream.range(0, frame.rows())
        .map(row -> truth.isMissing(row) ? -1 : labelIndex(value(truth, row)).orElse(-1))
        .toArray();
  }

  /// Rows of the label that has the fewest; empty for a quantity.
  default OptionalInt rarestRows(Frame frame) {
    int[] counts = new int[labels().size()];
    if (counts.length > 0) {
      for (int truth : truths(frame)) {
        if (truth >= 0) {
          counts[truth]++;
        }
      }
    }
    return Arrays.stream(counts).min();
  }

  private static Object value(Frame.Column column, int row) {
    return switch (column) {
      case Frame.Numbers numbers -> numbers.values()[row];
      case Frame.Texts texts -> String.valueOf(texts.values()[row]);
      case Frame.Times times -> times.values()[row];
    };
  }

  /// A number cut into bands, each with a label.
  record Bands(String column, Duration delay, List<Band> bands) implements Target {
    public Bands {
      bands = List.copyOf(bands);
      for (int index = 1; index < bands.size(); index++) {
        if (bands.get(index).below() <= bands.get(index - 1).below()) {
          throw new IllegalArgumentException(
              "Cannot make bands of %s: they must rise, got %s".formatted(column, bands));
        }
      }
    }

    @Override
    public List<String> labels() {
      return bands.stream().map(Band::label).toList();
    }

    @Override
    public OptionalInt labelIndex(Object truth) {
      if (!(truth instanceof Number number) || Double.isNaN(number.doubleValue())) {
        return OptionalInt.empty();
      }
      return IntStream.range(0, bands.size())
          .filter(index -> number.doubleValue() < bands.get(index).below())
          .findFirst();
    }
  }

  /// One band.
  ///
  /// @param below exclusive upper bound; infinite for the last
  record Band(String label, double below) {}

  /// The column's own values. A column of truth values holds 1 and 0, which the labels `true` and
  /// `false` take.
  record Classes(String column, Duration delay, List<String> labels) implements Target {
    public Classes {
      labels = List.copyOf(labels);
    }

    @Override
    public OptionalInt labelIndex(Object truth) {
      String written = plain(truth);
      int index = labels.indexOf(written);
      if (index < 0 && truth instanceof Number) {
        index = labels.indexOf(written.equals("1") ? "true" : written.equals("0") ? "false" : "");
      }
      return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private static String plain(Object truth) {
      if (truth instanceof Boolean flag) {
        return String.valueOf(flag);
      }
      if (truth instanceof Number number) {
        double value = number.doubleValue();
        return value == Math.rint(value) && Math.abs(value) < 1e15
            ? String.valueOf((long) value)
            : String.valueOf(value);
      }
      return String.valueOf(truth);
    }
  }

  /// A number as it is.
  record Quantity(String column, Duration delay) implements Target {
    @Override
    public List<String> labels() {
      return List.of();
    }

    @Override
    public OptionalInt labelIndex(Object truth) {
      return OptionalInt.empty();
    }
  }
}

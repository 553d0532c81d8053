package dev.evenkeel.serving;

import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Some of the rows that were answered last, of each model: what the next version is tried with.
final class LastRows {
  private static final int FRAMES = 8;
  private static final int ROWS_MAX = 64;

  private final Map<String, Ring> rings = new ConcurrentHashMap<>();

  private static final class Ring {
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<Frame> frames = new AtomicReferenceArray<>(FRAMES);
  }

  void add(String model, Frame rows) {
    if (rows.rows() <= ROWS_MAX) {
      Ring ring = rings.computeIfAbsent(model, _ -> new Ring());
      ring.frames.lazySet(Math.floorMod(ring.next.getAndIncrement(), FRAMES), rows);
    }
  }

  /// All of a model.
  List<Frame> all(String model) {
    Ring ring = rings.get(model);
    List<Frame> found = new ArrayList<>();
    for (int index = 0; ring != null && index < FRAMES; index++) {
      Frame rows = ring.frames.get(index);
      if (rows != null) {
        found.add(rows);
      }
    }
    return found;
  }

  /// Those that a version could have been asked with.
  List<Frame> of(ModelVersion version) {
    return all(version.model()).stream()
        .filter(rows -> fits(rows, version.description().signature().inputs()))
        .toList();
  }

  void forget(String model) {
    rings.remove(model);
  }

  /// Drops the rows whose column has a value. What is added meanwhile stays: it was asked anew.
  void forget(String model, String column, String value) {
    Ring ring = rings.get(model);
    for (int index = 0; ring != null && index < FRAMES; index++) {
      Frame rows = ring.frames.get(index);
      if (rows != null) {
        int[] kept = kept(rows, column, value);
        if (kept.length < rows.rows()) {
          Frame left = kept.length == 0 ? null : rows.select(kept);
          ring.frames.compareAndSet(index, rows, left);
        }
      }
    }
  }

  private static int[] kept(Frame rows, String column, String value) {
    IntPredicate isTheirs =
        rows.find(column).<IntPredicate>map(cells -> theirs(cells, value)).orElse(_ -> false);
    return IntStream.range(0, rows.rows()).filter(isTheirs.negate()).toArray();
  }

  private static IntPredicate theirs(Frame.Column cells, String value) {
    return switch (cells) {
      case Frame.Texts texts -> row -> value.equals(texts.values()[row]);
      case Frame.Numbers numbers -> {
        double number = numberOf(value);
        yield row -> numbers.values()[row] == number;
      }
      case Frame.Times times -> {
        OptionalLong micros = Formats.parse(value, LogicalType.TIMESTAMP, "");
        yield row ->
            micros.isPresent()
                && !times.isMissing(row)
                && times.values()[row] == micros.getAsLong();
      }
    };
  }

  /// What is no number equals none.
  private static double numberOf(String value) {
    try {
      return new BigDecimal(value).doubleValue();
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static boolean fits(Frame rows, List<Property> inputs) {
    return inputs.stream().allMatch(input -> fits(rows.find(input.name()), input));
  }

  private static boolean fits(Optional<Frame.Column> column, Property input) {
    if (column.isEmpty()) {
      return false;
    }
    return switch (column.get()) {
      case Frame.Numbers _ -> input.type().isNumeric();
      case Frame.Times _ -> input.type().isTime();
      case Frame.Texts _ -> !input.type().isNumeric() && !input.type().isTime();
    };
  }
}

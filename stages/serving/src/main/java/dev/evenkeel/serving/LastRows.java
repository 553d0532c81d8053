package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

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

  /// Those that a version could have been asked with.
  List<Frame> of(ModelVersion version) {
    Ring ring = rings.get(version.model());
    List<Frame> found = new ArrayList<>();
    if (ring != null) {
      for (int index = 0; index < FRAMES; index++) {
        Frame rows = ring.frames.get(index);
        if (rows != null && fits(rows, version.description().signature().inputs())) {
          found.add(rows);
        }
      }
    }
    return found;
  }

  void forget(String model) {
    rings.remove(model);
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

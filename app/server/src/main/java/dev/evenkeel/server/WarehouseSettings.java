package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.data.WarehousePlace;
import dev.evenkeel.store.BlobPlaces;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the files of datasets' tables are kept, and what becomes of small ones.
///
/// @param place empty for the home
/// @param cacheBytesMax of files of another place that are held on the disk
/// @param compactAbove so many small files a version may have before they become few; 0 leaves them
public record WarehouseSettings(
    Optional<BlobPlaces.BlobPlace> place, long cacheBytesMax, int compactAbove) {
  /// In the home.
  public static final WarehouseSettings LOCAL =
      new WarehouseSettings(Optional.empty(), 20L << 30, 50);

  private static final String CACHE = "cacheBytesMax";
  private static final String COMPACT = "compactAbove";
  private static final int COMPACT_MIN = 10;
  private static final int COMPACT_MAX = 10_000;

  static WarehouseSettings read(YamlMap file) {
    Optional<YamlMap> section = file.optionalMap("warehouse");
    if (section.isEmpty()) {
      return LOCAL;
    }
    int compactAbove = compactAbove(section.get());
    if (section.get().keys().equals(Set.of(COMPACT))) {
      section.get().done();
      return new WarehouseSettings(Optional.empty(), LOCAL.cacheBytesMax(), compactAbove);
    }
    long bytes = section.get().optionalLong(CACHE).orElse(LOCAL.cacheBytesMax());
    if (bytes < 1) {
      throw section
          .get()
          .placeOf(CACHE)
          .problem("`%s` cannot be used".formatted(CACHE), "1 or more")
          .asException();
    }
    return new WarehouseSettings(
        Optional.of(BlobSettings.place("warehouse", section.get(), List.of(CACHE, COMPACT))),
        bytes,
        compactAbove);
  }

  private static int compactAbove(YamlMap section) {
    int files = section.integer(COMPACT, LOCAL.compactAbove());
    if (files != 0 && (files < COMPACT_MIN || files > COMPACT_MAX)) {
      throw section
          .placeOf(COMPACT)
          .problem(
              "`%s` cannot be used".formatted(COMPACT),
              "%d to %,d files, or 0 for never".formatted(COMPACT_MIN, COMPACT_MAX))
          .asException();
    }
    return files;
  }

  WarehousePlace open() {
    return new WarehousePlace(place.map(BlobPlaces.BlobPlace::files), cacheBytesMax);
  }
}

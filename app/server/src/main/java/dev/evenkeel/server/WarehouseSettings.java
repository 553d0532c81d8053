package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.data.WarehousePlace;
import dev.evenkeel.store.BlobPlaces;
import java.util.Optional;

/// Where the files of datasets' tables are kept.
///
/// @param place empty for the home
/// @param cacheBytesMax of files of another place that are held on the disk
public record WarehouseSettings(Optional<BlobPlaces.BlobPlace> place, long cacheBytesMax) {
  /// In the home.
  public static final WarehouseSettings LOCAL = new WarehouseSettings(Optional.empty(), 20L << 30);

  private static final String CACHE = "cacheBytesMax";

  static WarehouseSettings read(YamlMap file) {
    Optional<YamlMap> section = file.optionalMap("warehouse");
    if (section.isEmpty()) {
      return LOCAL;
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
        Optional.of(BlobSettings.place("warehouse", section.get(), CACHE)), bytes);
  }

  WarehousePlace open() {
    return new WarehousePlace(place.map(BlobPlaces.BlobPlace::files), cacheBytesMax);
  }
}

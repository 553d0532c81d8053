package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.store.BlobPlaces;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// Where blobs are kept.
///
/// @param place empty for the home
public record BlobSettings(Optional<BlobPlaces.BlobPlace> place) {
  /// In the home.
  public static final BlobSettings LOCAL = new BlobSettings(Optional.empty());

  static BlobSettings read(YamlMap file) {
    Optional<YamlMap> section = file.optionalMap("blobs");
    return section.isEmpty()
        ? LOCAL
        : new BlobSettings(Optional.of(place("blobs", section.get(), List.of())));
  }

  /// The place that a section names.
  ///
  /// @param besides keys that name none
  static BlobPlaces.BlobPlace place(String name, YamlMap section, List<String> besides) {
    List<BlobPlaces> known =
        ServiceLoader.load(BlobPlaces.class).stream().map(ServiceLoader.Provider::get).toList();
    List<String> names = known.stream().map(BlobPlaces::name).sorted().toList();
    if (section.keys().stream().filter(key -> !besides.contains(key)).count() != 1) {
      throw section
          .place()
          .problem(
              "`%s` names no place, or more than one".formatted(name),
              "one of " + String.join(", ", names))
          .asException();
    }
    for (BlobPlaces places : known) {
      Optional<YamlMap> settings = section.optionalMap(places.name());
      if (settings.isPresent()) {
        BlobPlaces.BlobPlace place = places.read(settings.get());
        settings.get().done();
        section.done();
        return place;
      }
    }
    section.done();
    throw new IllegalStateException("Cannot read a place: every key is known or refused");
  }

  BlobStore open(Path home) {
    Path blobs = home.resolve("blobs");
    return place
        .map(there -> there.open(blobs.resolve("outgoing")))
        .orElseGet(() -> new LocalBlobStore(blobs));
  }
}

package dev.evenkeel.files;

import dev.evenkeel.base.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Small contents on their way into one blob: a hundred thousand files of a few kilobytes would be
/// as many files of the store, or as many requests to a bucket.
final class Pack {
  /// What is larger than this has a blob of its own.
  static final int CONTENT_BYTES_MAX = 256 << 10;

  private static final int BYTES_FULL = 16 << 20;

  // Small enough to lie among all other objects: those of half a megabyte the collector keeps
  // apart, and to take and zero them anew costs more than what is done with them.
  private static final int CHUNK_BYTES = CONTENT_BYTES_MAX + (128 << 10);

  private final MessageDigest hash = Digests.start();
  private final SequencedMap<String, Place> contents = new LinkedHashMap<>();
  private byte[] chunk = new byte[0];
  private int used;
  private long bytes;

  @SuppressWarnings("ArrayRecordComponent")
  private record Place(byte[] chunk, int from, int size) {
    // It is the same memory or it is not; what is in it does not matter.
    @SuppressWarnings("ReferenceEquality")
    boolean isBehind(Place other) {
      return chunk == other.chunk && from == other.from + other.size;
    }

    Place with(Place next) {
      return new Place(chunk, from, size + next.size);
    }

    InputStream open() {
      return new ByteArrayInputStream(chunk, from, size);
    }
  }

  /// Reads a content in, and answers its digest; the pack keeps it only when that is what it was
  /// said to be.
  String add(String claimed, int size, InputStream content) throws IOException {
    if (chunk.length - used < size) {
      chunk = new byte[CHUNK_BYTES];
      used = 0;
    }
    int read = content.readNBytes(chunk, used, size);
    hash.update(chunk, used, read);
    String digest = Digests.named(hash.digest());
    if (digest.equals(claimed)
        && contents.putIfAbsent(digest, new Place(chunk, used, read)) == null) {
      used += read;
      bytes += read;
    }
    return digest;
  }

  boolean isFull() {
    return bytes >= BYTES_FULL;
  }

  Collection<String> digests() {
    return contents.keySet();
  }

  /// Takes out what lies elsewhere already.
  void leaveOut(Collection<String> digests) {
    digests.forEach(contents::remove);
  }

  /// How many bytes [#open] has.
  long bytes() {
    return contents.values().stream().mapToLong(Place::size).sum();
  }

  boolean isEmpty() {
    return contents.isEmpty();
  }

  /// All contents, one behind another.
  InputStream open() {
    // Neighbours are one stretch, and most are.
    List<Place> stretches = new ArrayList<>();
    for (Place place : contents.values()) {
      if (!stretches.isEmpty() && place.isBehind(stretches.getLast())) {
        stretches.add(stretches.removeLast().with(place));
      } else {
        stretches.add(place);
      }
    }
    return new SequenceInputStream(
        Collections.enumeration(stretches.stream().map(Place::open).toList()));
  }

  /// Where each lies in the blob that [#open] became.
  List<Location> locations(String blob) {
    List<Location> locations = new ArrayList<>(contents.size());
    long position = OwnBlobs.HEAD_BYTES;
    for (var content : contents.entrySet()) {
      int size = content.getValue().size();
      locations.add(new Location(content.getKey(), size, blob, position));
      position += size;
    }
    return locations;
  }

  /// Makes room for others.
  void clear() {
    contents.clear();
    bytes = 0;
  }
}

package dev.evenkeel.files;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Small contents on their way into one blob: a hundred thousand files of a few kilobytes would be
/// as many files of the store, or as many requests to a bucket.
final class Pack {
  /// What is larger than this has a blob of its own.
  static final int CONTENT_BYTES_MAX = 256 << 10;

  private static final int BYTES_FULL = 16 << 20;

  private final SequencedMap<String, byte[]> contents = new LinkedHashMap<>();
  private int bytes;

  void add(String digest, byte[] content) {
    if (contents.putIfAbsent(digest, content) == null) {
      bytes += content.length;
    }
  }

  boolean isFull() {
    return bytes >= BYTES_FULL;
  }

  Collection<String> digests() {
    return contents.keySet();
  }

  /// Takes out what lies elsewhere already.
  void leaveOut(Collection<String> digests) {
    for (String digest : digests) {
      contents.remove(digest);
    }
  }

  boolean isEmpty() {
    return contents.isEmpty();
  }

  /// All contents, one behind another.
  byte[] toBytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes);
    contents.values().forEach(all::writeBytes);
    return all.toByteArray();
  }

  /// Where each lies in the blob that it became.
  List<Location> locations(String blob) {
    List<Location> locations = new ArrayList<>(contents.size());
    long position = OwnBlobs.HEAD_BYTES;
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      int size = content.getValue().length;
      locations.add(new Location(content.getKey(), size, blob, position));
      position += size;
    }
    return locations;
  }
}

package dev.evenkeel.files;

import dev.evenkeel.base.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Small contents on their way into one blob: a hundred thousand files of a few kilobytes would be
/// as many files of the store, or as many requests to a bucket.
final class Pack {
  /// What is larger than this has a blob of its own.
  static final int CONTENT_BYTES_MAX = 256 << 10;

  private static final int BYTES_FULL = 16 << 20;
  private static final int BYTES_FIRST = 1 << 20;

  private final MessageDigest hash = Digests.start();
  private final SequencedMap<String, Place> contents = new LinkedHashMap<>();
  private byte[] bytes = new byte[BYTES_FIRST];
  private int end;

  private record Place(int position, int size) {}

  /// Reads a content to where it will lie, and answers its digest; the pack keeps it only when that
  /// is what it was said to be.
  String add(String claimed, int size, InputStream content) throws IOException {
    if (bytes.length - end < size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + size));
    }
    int read = content.readNBytes(bytes, end, size);
    hash.update(bytes, end, read);
    String digest = Digests.named(hash.digest());
    if (digest.equals(claimed) && contents.putIfAbsent(digest, new Place(end, read)) == null) {
      end += read;
    }
    return digest;
  }

  boolean isFull() {
    return end >= BYTES_FULL;
  }

  Collection<String> digests() {
    return contents.keySet();
  }

  /// Takes out what lies elsewhere already; the others move up.
  void leaveOut(Set<String> digests) {
    if (digests.isEmpty()) {
      return;
    }
    end = 0;
    Iterator<Map.Entry<String, Place>> each = contents.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Place> content = each.next();
      Place place = content.getValue();
      if (digests.contains(content.getKey())) {
        each.remove();
      } else {
        System.arraycopy(bytes, place.position(), bytes, end, place.size());
        content.setValue(new Place(end, place.size()));
        end += place.size();
      }
    }
  }

  boolean isEmpty() {
    return contents.isEmpty();
  }

  /// All contents, one behind another.
  InputStream open() {
    return new ByteArrayInputStream(bytes, 0, end);
  }

  /// Where each lies in the blob that [#open] became.
  List<Location> locations(String blob) {
    List<Location> locations = new ArrayList<>(contents.size());
    contents.forEach((digest, place) ->
        locations.add(new Location(digest, place.size(), blob, place.position())));
    return locations;
  }

  /// Makes room for others.
  void clear() {
    contents.clear();
    end = 0;
  }
}

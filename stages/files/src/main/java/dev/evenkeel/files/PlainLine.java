package dev.evenkeel.files;

import dev.evenkeel.folders.FolderFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A line of a manifest as our own client writes it: an object without spaces whose values are
/// texts without escapes and one whole number. A reader of all JSON costs ten times as much for
/// each line. It never refuses: what it does not know is for that reader to judge.
final class PlainLine {
  private static final int SIZE_DIGITS_MAX = 18;

  private final byte[] text;
  private final int end;
  private int at;

  private PlainLine(byte[] text, int from, int end) {
    this.text = text;
    this.at = from;
    this.end = end;
  }

  static Optional<ManifestLines.Line> read(byte[] text, int from, int end) {
    return new PlainLine(text, from, end).read();
  }

  private Optional<ManifestLines.Line> read() {
    if (!skip("{\"path\":\"")) {
      return Optional.empty();
    }
    String path = text();
    if (!skip("\",\"digest\":\"")) {
      return Optional.empty();
    }
    String digest = text();
    if (!skip("\",\"size\":")) {
      return Optional.empty();
    }
    long size = number();
    Map<String, String> labels = Map.of();
    while (skip(",\"")) {
      String name = text();
      if (!skip("\":\"") || !ManifestLines.isLabel(name) || labels.containsKey(name)) {
        return Optional.empty();
      }
      labels = labels.isEmpty() ? new LinkedHashMap<>() : labels;
      labels.put(name, text());
      if (!skip("\"") || labels.size() == ManifestLines.LABELS_MAX) {
        return Optional.empty();
      }
    }
    return skip("}") && at == end && size >= 0
        ? Optional.of(new ManifestLines.Line(new FolderFile(path, digest, size), labels))
        : Optional.empty();
  }

  private boolean skip(String expected) {
    if (end - at < expected.length()) {
      return false;
    }
    for (int letter = 0; letter < expected.length(); letter++) {
      if (text[at + letter] != expected.charAt(letter)) {
        return false;
      }
    }
    at += expected.length();
    return true;
  }

  /// Up to the next quote, or to what a text may not hold as it is.
  private String text() {
    int from = at;
    while (at < end && text[at] != '"' && text[at] != '\\' && (text[at] >= ' ' || text[at] < 0)) {
      at++;
    }
    return new String(text, from, at - from, StandardCharsets.UTF_8);
  }

  private long number() {
    int from = at;
    long number = 0;
    while (at < end && text[at] >= '0' && text[at] <= '9' && at - from < SIZE_DIGITS_MAX) {
      number = 10 * number + text[at++] - '0';
    }
    boolean isWhole = at > from && (text[from] != '0' || at == from + 1);
    return isWhole ? number : -1;
  }
}

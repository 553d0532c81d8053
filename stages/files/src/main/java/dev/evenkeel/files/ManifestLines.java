package dev.evenkeel.files;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.folders.FolderFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A manifest as it is sent: an object of JSON in each line, with `path`, `digest` and `size`, and
/// any further texts as labels.
final class ManifestLines {
  /// How many labels a file may have.
  static final int LABELS_MAX = 100;

  private static final int LINE_BYTES_MAX = 64_000;
  private static final int FILES_MAX = 20_000_000;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  private final InputStream lines;
  private final byte[] bytes = new byte[2 * LINE_BYTES_MAX];
  private int from;
  private int end;
  private int next;
  private int read;
  private final Set<String> paths = new HashSet<>();
  private int line;

  ManifestLines(InputStream body) {
    lines = body;
  }

  /// One file with its labels.
  record Line(FolderFile file, Map<String, String> labels) {}

  /// Takes lines.
  @FunctionalInterface
  interface Taker {
    void take(Line line) throws IOException;
  }

  /// Reads to the end.
  void forEach(Taker taker) throws IOException {
    while (next()) {
      Line read = PlainLine.read(bytes, from, end).orElseGet(this::parsed);
      if (!paths.add(read.file().path())) {
        throw wrong("path `%s` stands twice".formatted(Names.abbreviate(read.file().path())));
      }
      if (paths.size() > FILES_MAX) {
        throw wrong("more than %,d files".formatted(FILES_MAX));
      }
      taker.take(read);
    }
  }

  /// Goes to the next line that is not blank, from [#from] to [#end]; false behind the last one. A
  /// line has no bound of its own in Java.
  private boolean next() throws IOException {
    do {
      line++;
      from = next;
      end = from;
      while ((end < read || fill()) && bytes[end] != '\n') {
        if (++end - from > LINE_BYTES_MAX) {
          throw wrong("a line of more than %,d bytes".formatted(LINE_BYTES_MAX));
        }
      }
      if (from == read) {
        return false;
      }
      next = Math.min(end + 1, read);
    } while (isBlank());
    return true;
  }

  /// Reads more of the line; false at the end.
  private boolean fill() throws IOException {
    if (read == bytes.length) {
      System.arraycopy(bytes, from, bytes, 0, read - from);
      end -= from;
      read -= from;
      from = 0;
    }
    int more = lines.read(bytes, read, bytes.length - read);
    read += Math.max(0, more);
    return more > 0;
  }

  private boolean isBlank() {
    for (int at = from; at < end; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  private Line parsed() {
    String path = "";
    String digest = "";
    long size = -1;
    Map<String, String> labels = new LinkedHashMap<>();
    try (JsonParser parser = Json.tokens(Arrays.copyOfRange(bytes, from, end))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("it is no object");
      }
      Set<String> seen = new HashSet<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (!seen.add(key)) {
          throw wrong("`%s` stands twice".formatted(Names.abbreviate(key)));
        }
        switch (key) {
          case "path" -> path = parser.getString();
          case "digest" -> digest = parser.getString();
          case "size" -> size = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : -1;
          default -> label(key, value, parser, labels);
        }
      }
    } catch (tools.jackson.core.JacksonException e) {
      throw wrong("it is no object of JSON");
    }
    return new Line(new FolderFile(path, digest, size), labels);
  }

  private void label(String key, JsonToken value, JsonParser parser, Map<String, String> labels) {
    if (!isLabel(key) || labels.size() == LABELS_MAX) {
      throw wrong("`%s` is no name of a label".formatted(Names.abbreviate(key)));
    }
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (!value.isScalarValue()) {
      throw wrong("label `%s` is no single value".formatted(key));
    }
    labels.put(key, parser.getString());
  }

  /// Whether a label may be called so.
  static boolean isLabel(String name) {
    return LABEL.matcher(name).matches() && !FileColumns.NAMES.contains(name);
  }

  private RuntimeException wrong(String what) {
    return new Problem(
            Problem.Kind.INPUT,
            what,
            "line %d of the manifest".formatted(line),
            "{\"path\": …, \"digest\": \"sha256:…\", \"size\": …} in each line",
            "")
        .asException();
  }
}

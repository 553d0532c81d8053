package dev.evenkeel.files;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.folders.FolderFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A manifest as it is sent: an object of JSON in each line, with `path`, `digest` and `size`, and
/// any further texts as labels.
final class ManifestLines {
  private static final int LINE_CHARS_MAX = 32_000;
  private static final int FILES_MAX = 20_000_000;
  private static final int LABELS_MAX = 100;

  private final Reader lines;
  private final char[] letters = new char[1 << 13];
  private int at;
  private int count;
  private final Set<String> paths = new HashSet<>();
  private int line;

  ManifestLines(InputStream body) {
    lines = new InputStreamReader(body, StandardCharsets.UTF_8);
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
    for (String text = next(); !text.isEmpty(); text = next()) {
      Line read = parsed(text);
      if (!paths.add(read.file().path())) {
        throw wrong("path `%s` stands twice".formatted(Names.abbreviate(read.file().path())));
      }
      if (paths.size() > FILES_MAX) {
        throw wrong("more than %,d files".formatted(FILES_MAX));
      }
      taker.take(read);
    }
  }

  /// The next line that is not blank; empty at the end. A line has no bound of its own in Java.
  private String next() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int letter = letter(); letter >= 0; letter = letter()) {
      if (letter == '\n') {
        line++;
        if (!text.toString().isBlank()) {
          return text.toString();
        }
        text.setLength(0);
      } else {
        text.append((char) letter);
        if (text.length() > LINE_CHARS_MAX) {
          throw wrong("a line of more than %,d characters".formatted(LINE_CHARS_MAX));
        }
      }
    }
    line++;
    return text.toString().strip();
  }

  /// Readers lock for each letter, so they are asked for many.
  private int letter() throws IOException {
    if (at == count) {
      count = lines.read(letters);
      at = 0;
      if (count <= 0) {
        count = 0;
        return -1;
      }
    }
    return letters[at++];
  }

  private Line parsed(String text) {
    String path = "";
    String digest = "";
    long size = -1;
    Map<String, String> labels = new LinkedHashMap<>();
    try (JsonParser parser = Json.tokens(text.getBytes(StandardCharsets.UTF_8))) {
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
    if (!key.matches("[A-Za-z][A-Za-z0-9_]{0,62}") || labels.size() == LABELS_MAX) {
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

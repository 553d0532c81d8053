package dev.evenkeel.models.trees;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The lines of a text in turn, none of them copied before it is asked for.
final class Lines {
  private final byte[] text;
  private int at;
  private int number;

  Lines(byte[] text) {
    this.text = text;
  }

  boolean hasNext() {
    return at < text.length;
  }

  /// The next line, without its end.
  String next() {
    int start = at;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    int end = at > start && text[at - 1] == '\r' ? at - 1 : at;
    at++;
    number++;
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }

  /// The line that was read last, from 1.
  int number() {
    return number;
  }

  /// Lines of the form `key=value` up to the first without one, which is taken too; the flag is a
  /// key without a value.
  Map<String, String> block(String flag) {
    Map<String, String> block = new HashMap<>();
    while (hasNext()) {
      String line = next();
      int equals = line.indexOf('=');
      if (!flag.isEmpty() && line.equals(flag)) {
        block.put(flag, "");
      } else if (equals > 0) {
        block.put(line.substring(0, equals), line.substring(equals + 1));
      } else {
        break;
      }
    }
    return block;
  }
}

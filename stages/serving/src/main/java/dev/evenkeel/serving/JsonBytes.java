package dev.evenkeel.serving;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON written by hand into one growing array. It knows the few forms that an answer has.
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int UUID_CHARS = 36;

  private byte[] bytes;
  private int length;

  JsonBytes(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  int length() {
    return length;
  }

  /// What is JSON already.
  JsonBytes raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  JsonBytes raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /// The shortest decimal that reads back as the same number. What is no number is a text, as JSON
  /// has none for it.
  JsonBytes number(double value) {
    if (!Double.isFinite(value)) {
      return string(String.valueOf(value));
    }
    return ascii(Double.toString(value));
  }

  JsonBytes number(long value) {
    return ascii(Long.toString(value));
  }

  JsonBytes ascii(String text) {
    int chars = text.length();
    room(chars);
    for (int at = 0; at < chars; at++) {
      bytes[length++] = (byte) text.charAt(at);
    }
    return this;
  }

  JsonBytes string(String text) {
    int chars = text.length();
    room(chars + 2);
    bytes[length++] = '"';
    for (int at = 0; at < chars; at++) {
      char letter = text.charAt(at);
      if (letter < ' ' || letter == '"' || letter == '\\' || letter >= 0x7F) {
        return rest(text, at);
      }
      bytes[length++] = (byte) letter;
    }
    return raw('"');
  }

  /// From the first character on that is not written as it is.
  private JsonBytes rest(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter == '"' || letter == '\\') {
        raw('\\').raw(letter);
      } else if (letter < ' ' || letter == 0x7F) {
        escaped(letter);
      } else if (letter < 0x80) {
        raw(letter);
      } else if (Character.isHighSurrogate(letter)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        raw(text.substring(at, at + 2).getBytes(StandardCharsets.UTF_8));
        at++;
      } else if (Character.isSurrogate(letter)) {
        escaped(letter);
      } else {
        raw(String.valueOf(letter).getBytes(StandardCharsets.UTF_8));
      }
    }
    return raw('"');
  }

  private void escaped(char letter) {
    raw('\\').raw('u');
    room(4);
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(letter >>> shift) & 0xF];
    }
  }

  /// A UUID in quotes.
  JsonBytes uuid(long upper, long lower) {
    room(UUID_CHARS + 2);
    bytes[length++] = '"';
    hex(upper, 60, 32);
    bytes[length++] = '-';
    hex(upper, 28, 16);
    bytes[length++] = '-';
    hex(upper, 12, 0);
    bytes[length++] = '-';
    hex(lower, 60, 48);
    bytes[length++] = '-';
    hex(lower, 44, 0);
    bytes[length++] = '"';
    return this;
  }

  private void hex(long bits, int from, int to) {
    for (int shift = from; shift >= to; shift -= 4) {
      bytes[length++] = HEX[(int) (bits >>> shift) & 0xF];
    }
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}

package dev.evenkeel.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2HuffmanDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes the names of pseudo headers in a block of HPACK (RFC 7541) as their index.
///
/// `:path` may be spelt out, and the clients of gRPC in Python, C++, Ruby, PHP and C# do so; the
/// HTTP server takes it by its index only, and ends their connections. Both forms mean the same,
/// also for what is remembered of a block. Other bytes stay as they are, and a block that cannot be
/// read stays whole: refusing is the HTTP server's.
final class PseudoNames {
  private static final Map<String, Integer> INDEXES =
      Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6);
  private static final int NAME_BYTES_MAX = 10;

  private static final int INDEXED = 0x80;
  private static final int REMEMBERED = 0x40;
  private static final int TABLE_SIZE = 0x20;
  private static final int PACKED = 0x80;

  private final Http2HuffmanDecoder huffman = Http2HuffmanDecoder.create();
  private final byte[] block;
  private final ByteArrayOutputStream out;
  private int at;

  private PseudoNames(byte[] block) {
    this.block = block;
    this.out = new ByteArrayOutputStream(block.length);
  }

  private static final class Unreadable extends Exception {
    Unreadable() {
      super("no block of HPACK", null, false, false);
    }
  }

  static byte[] indexed(byte[] block) {
    PseudoNames names = new PseudoNames(block);
    try {
      while (names.at < block.length) {
        names.field();
      }
    } catch (Unreadable e) {
      return block;
    }
    return names.out.toByteArray();
  }

  private void field() throws Unreadable {
    int start = at;
    int first = block[at] & 0xff;
    if ((first & INDEXED) != 0) {
      number(7);
      copy(start);
    } else if ((first & REMEMBERED) != 0) {
      literal(first, 6);
    } else if ((first & TABLE_SIZE) != 0) {
      number(5);
      copy(start);
    } else {
      literal(first, 4);
    }
  }

  /// @param bits of the first byte that hold the index of the name; 0 is a name that is spelt out
  private void literal(int first, int bits) throws Unreadable {
    int start = at;
    if (number(bits) == 0) {
      Integer index = INDEXES.get(name());
      if (index != null) {
        out.write(first | index);
        start = at;
      }
    }
    skipText();
    copy(start);
  }

  private void copy(int start) {
    out.write(block, start, at - start);
  }

  private void skipText() throws Unreadable {
    int length = textLength();
    at += length;
  }

  private int textLength() throws Unreadable {
    int length = number(7);
    if (length > block.length - at) {
      throw new Unreadable();
    }
    return length;
  }

  /// The name, or nothing when it is too long to be one of ours.
  private String name() throws Unreadable {
    boolean packed = at < block.length && (block[at] & PACKED) != 0;
    int length = textLength();
    int start = at;
    at += length;
    if (length > NAME_BYTES_MAX) {
      return "";
    }
    if (!packed) {
      return new String(block, start, length, StandardCharsets.US_ASCII);
    }
    try {
      return huffman.decodeString(BufferData.create(block, start, length), length);
    } catch (RuntimeException e) {
      throw new Unreadable();
    }
  }

  /// A whole number whose first bits share a byte with something else.
  private int number(int bits) throws Unreadable {
    int mask = (1 << bits) - 1;
    int value = next() & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= 21; shift += 7) {
      int more = next();
      value += (more & 0x7f) << shift;
      if ((more & 0x80) == 0) {
        return value;
      }
    }
    throw new Unreadable();
  }

  private int next() throws Unreadable {
    if (at == block.length) {
      throw new Unreadable();
    }
    return block[at++] & 0xff;
  }
}

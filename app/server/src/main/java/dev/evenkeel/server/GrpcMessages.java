package dev.evenkeel.server;

import dev.evenkeel.base.BoundedBytes;
import io.helidon.common.buffers.BufferData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/// Cuts the bytes of a call into messages. It allocates what has come, not what a prefix claims.
final class GrpcMessages {
  private static final int PREFIX_BYTES = 5;
  private static final int FIRST_BYTES_MAX = 64 << 10;

  /// As bytes and as what is read from them.
  private static final long WEIGHT = 2;

  private final int bytesMax;
  private final boolean unpacks;
  private final LongConsumer hold;
  private final Consumer<byte[]> each;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixBytes;
  private byte[] message = {};
  private int messageBytes;
  private int length;

  /// What cannot be a message.
  static final class Unreadable extends Exception {
    private final boolean tooLarge;

    Unreadable(String what, boolean tooLarge) {
      super(what);
      this.tooLarge = tooLarge;
    }

    boolean isTooLarge() {
      return tooLarge;
    }
  }

  /// Cuts.
  ///
  /// @param unpacks whether the call said that it packs by gzip
  /// @param hold told how much memory the messages take, before they do
  /// @param each takes the messages, in their order
  GrpcMessages(int bytesMax, boolean unpacks, LongConsumer hold, Consumer<byte[]> each) {
    this.bytesMax = bytesMax;
    this.unpacks = unpacks;
    this.hold = hold;
    this.each = each;
  }

  void take(BufferData data) throws Unreadable {
    while (data.available() > 0) {
      if (prefixBytes < PREFIX_BYTES) {
        prefix[prefixBytes++] = (byte) data.read();
        if (prefixBytes == PREFIX_BYTES) {
          begin(data.available());
        }
      } else {
        grow(data.available());
        int read = Math.min(data.available(), length - messageBytes);
        hold.accept(WEIGHT * (long) read);
        messageBytes += data.read(message, messageBytes, read);
      }
      if (prefixBytes == PREFIX_BYTES && messageBytes == length) {
        byte[] whole = message.length == length ? message : Arrays.copyOf(message, length);
        boolean packed = prefix[0] == 1;
        prefixBytes = 0;
        message = new byte[0];
        each.accept(packed ? unpack(whole) : whole);
      }
    }
  }

  /// Whether the call ended within a message.
  boolean isWithin() {
    return prefixBytes > 0;
  }

  private void begin(int available) throws Unreadable {
    if (prefix[0] != 0 && !(prefix[0] == 1 && unpacks)) {
      throw new Unreadable("a message is packed in a way that the call did not announce", false);
    }
    long claimed =
        (prefix[1] & 0xffL) << 24
            | (prefix[2] & 0xffL) << 16
            | (prefix[3] & 0xffL) << 8
            | (prefix[4] & 0xffL);
    if (claimed > bytesMax) {
      throw tooLarge();
    }
    length = (int) claimed;
    messageBytes = 0;
    message = new byte[Math.min(length, Math.max(available, FIRST_BYTES_MAX))];
  }

  /// Doubles, so that a large message is copied a few times only.
  private void grow(int available) {
    int needed = Math.min(length, messageBytes + available);
    if (needed > message.length) {
      message =
          Arrays.copyOf(message, (int) Math.min(length, Math.max(needed, 2L * message.length)));
    }
  }

  private byte[] unpack(byte[] packed) throws Unreadable {
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] unpacked = BoundedBytes.read(plain, bytesMax, hold);
      if (unpacked.length > bytesMax) {
        throw tooLarge();
      }
      return unpacked;
    } catch (IOException e) {
      throw new Unreadable("a message is no gzip", false);
    }
  }

  private Unreadable tooLarge() {
    return new Unreadable("a message is larger than %,d bytes".formatted(bytesMax), true);
  }
}

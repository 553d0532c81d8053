package dev.evenkeel.serving;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes the ids of predictions: UUIDs of version 7. They rise within a process, and 62 bits of
/// each are of a cipher's stream, so that nobody guesses the id of another's prediction.
final class PredictionIds {
  private static final int KEY_BYTES = 16;
  private static final int STREAM_BYTES = 8 << 10;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 1L << 63;
  private static final int COUNTS = 1 << 12;

  private final ReentrantLock turn = new ReentrantLock();
  private final Cipher cipher;
  private final byte[] zeros = new byte[STREAM_BYTES];
  private final byte[] stream = new byte[STREAM_BYTES];
  private final LongBuffer randoms = ByteBuffer.wrap(stream).asLongBuffer();
  private long last;

  PredictionIds() {
    byte[] seed = new byte[2 * KEY_BYTES];
    new SecureRandom().nextBytes(seed);
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(seed, 0, KEY_BYTES, "AES"),
          new IvParameterSpec(seed, KEY_BYTES, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot make ids: this Java has no AES", e);
    }
    randoms.position(randoms.limit());
  }

  /// New ids, each greater than all before it.
  ///
  /// @return for each its upper and its lower half
  long[] next(int count) {
    long[] halves = new long[2 * count];
    turn.lock();
    try {
      for (int index = 0; index < count; index++) {
        halves[2 * index] = upper();
        halves[2 * index + 1] = VARIANT | (random() >>> 2);
      }
    } finally {
      turn.unlock();
    }
    return halves;
  }

  /// As people and addresses write it.
  static String text(long upper, long lower) {
    return new UUID(upper, lower).toString();
  }

  /// The machine time inside of an id, in milliseconds since 1970.
  static long millis(long upper) {
    return upper >>> 16;
  }

  /// Milliseconds and a counter that starts anew with each of them; a full counter borrows from the
  /// future, as RFC 9562 allows.
  private long upper() {
    last = Math.max(last + 1, System.currentTimeMillis() * COUNTS);
    return (last / COUNTS) << 16 | VERSION | (last % COUNTS);
  }

  private long random() {
    if (!randoms.hasRemaining()) {
      try {
        cipher.update(zeros, 0, STREAM_BYTES, stream, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Cannot make ids: the cipher's buffer is too small", e);
      }
      randoms.rewind();
    }
    return randoms.get();
  }
}

package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Puts `***` in the place of secrets in a stream of bytes, also where one is cut between two
/// pieces. What may still become a secret waits; nothing else does.
public final class Mask {
  /// Takes what is masked.
  public interface Sink {
    /// Some bytes of an array.
    void write(byte[] bytes, int from, int length) throws IOException;
  }

  // A shorter line of a key in several lines would mask ordinary words.
  private static final int LINE_MIN = 8;
  private static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> secrets;
  private final boolean[] first = new boolean[256];
  private final Sink sink;
  private byte[] waiting = {};

  /// Masks these on the way to a sink.
  public Mask(Collection<String> secrets, Sink sink) {
    this.secrets =
        secrets.stream()
            .flatMap(secret ->
                Stream.concat(
                    Stream.of(secret), secret.lines().filter(line -> line.length() >= LINE_MIN)))
            .filter(secret -> !secret.isEmpty())
            .distinct()
            .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
            // One that begins another must not hide the rest of it from us.
            .sorted(Comparator.comparingInt((byte[] secret) -> secret.length).reversed())
            .toList();
    this.secrets.forEach(secret -> first[secret[0] & 0xff] = true);
    this.sink = sink;
  }

  /// The next piece.
  public void write(byte[] piece, int length) throws IOException {
    byte[] bytes = Arrays.copyOf(waiting, waiting.length + length);
    System.arraycopy(piece, 0, bytes, waiting.length, length);
    pass(bytes, false);
  }

  /// Nothing comes any more: what waited was no secret.
  public void end() throws IOException {
    pass(waiting, true);
  }

  private void pass(byte[] bytes, boolean last) throws IOException {
    int clean = 0;
    int at = 0;
    while (at < bytes.length) {
      if (!first[bytes[at] & 0xff]) {
        at++;
        continue;
      }
      int matched = matched(bytes, at, last);
      if (matched < 0) {
        break;
      }
      if (matched == 0) {
        at++;
      } else {
        sink.write(bytes, clean, at - clean);
        sink.write(STARS, 0, STARS.length);
        at += matched;
        clean = at;
      }
    }
    sink.write(bytes, clean, at - clean);
    waiting = Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /// The length of the secret that stands here, 0 for none, -1 when only more bytes can tell.
  private int matched(byte[] bytes, int at, boolean last) {
    int left = bytes.length - at;
    for (byte[] secret : secrets) {
      int compared = Math.min(left, secret.length);
      if (Arrays.equals(bytes, at, at + compared, secret, 0, compared)) {
        if (compared == secret.length) {
          return compared;
        }
        if (!last) {
          return -1;
        }
      }
    }
    return 0;
  }
}

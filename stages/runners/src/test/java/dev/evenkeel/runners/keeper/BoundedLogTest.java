package dev.evenkeel.runners.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  @TempDir private Path folder;

  @Test
  void keepsTheBeginningAndTheEndOfWhateverIsWritten() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      Path own = java.nio.file.Files.createDirectory(folder.resolve("round-" + round));
      int size = 16 + random.nextInt(200);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      try (BoundedLog log = new BoundedLog(own, size)) {
        for (int piece = random.nextInt(12); piece >= 0; piece--) {
          byte[] bytes = new byte[random.nextInt(90)];
          random.nextBytes(bytes);
          log.write(bytes, 0, bytes.length);
          all.write(bytes);
          check(own, size, all.toByteArray(), 1 + random.nextInt(40));
        }
      }
    }
  }

  /// Against what anybody would write down who has all of it.
  private static void check(Path own, int size, byte[] all, int max) throws IOException {
    int headMax = size / 2;
    int ringMax = size - headMax;
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(all, 0, Math.min(all.length, headMax));
    int tail = Math.max(headMax, all.length - ringMax);
    if (all.length > headMax) {
      expected.write(Arrays.copyOfRange(all, tail, all.length));
    }

    ByteArrayOutputStream read = new ByteArrayOutputStream();
    long offset = 0;
    for (BoundedLog.Read part = BoundedLog.read(own, size, offset, max);
        part.bytes().length > 0;
        part = BoundedLog.read(own, size, offset, max)) {
      assertThat(part.written()).isEqualTo(all.length);
      read.write(part.bytes());
      offset = part.offset() + part.bytes().length;
    }

    assertThat(read.toByteArray()).isEqualTo(expected.toByteArray());
  }
}

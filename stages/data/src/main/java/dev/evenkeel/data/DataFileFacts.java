package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/// Length and digest of a written file.
record DataFileFacts(long bytes, String digest) {
  static DataFileFacts of(Path file) {
    MessageDigest digest = Digests.start();
    byte[] chunk = new byte[1 << 16];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return new DataFileFacts(Files.size(file), Digests.named(digest.digest()));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read back a written data file", e);
    }
  }
}

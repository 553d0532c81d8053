package dev.evenkeel.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The last of what a child printed, in constant memory however much that is.
final class Tail {
  private static final int KEPT_BYTES = 16 << 10;
  private static final int CHUNK_BYTES = 8 << 10;
  // `https://user:secret@host`, as a package index may be written.
  private static final Pattern CREDENTIALS = Pattern.compile("://[^\\s/@]+@");
  private static final Pattern CONTROL =
      Pattern.compile("\\e\\[[0-9;]*[A-Za-z]|[\\p{Cntrl}&&[^\\n\\t]]");

  private final byte[] kept = new byte[KEPT_BYTES];
  private long written;

  /// Reads to the end.
  void drain(InputStream output) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (output) {
      for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
        add(chunk, read);
      }
    } catch (IOException e) {
      // The child was ended while it printed; what came before is kept.
    }
  }

  synchronized void add(byte[] bytes, int length) {
    for (int index = 0; index < length; index++) {
      kept[(int) (written++ % KEPT_BYTES)] = bytes[index];
    }
  }

  /// What it holds, without credentials and without what would move a terminal's cursor.
  synchronized String text() {
    int length = (int) Math.min(written, KEPT_BYTES);
    byte[] ordered = new byte[length];
    for (int index = 0; index < length; index++) {
      ordered[index] = kept[(int) ((written - length + index) % KEPT_BYTES)];
    }
    String text = new String(ordered, StandardCharsets.UTF_8);
    return CONTROL.matcher(CREDENTIALS.matcher(text).replaceAll("://***@")).replaceAll("").strip();
  }
}

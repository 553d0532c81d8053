package dev.evenkeel.console;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells browsers that a page has changed, at most once a second.
final class LiveEvents implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;
  private static final int LOOKS_BETWEEN_BEATS = 10;

  private final LoopSource source;
  private final CountDownLatch closed = new CountDownLatch(1);

  LiveEvents(LoopSource source) {
    this.source = source;
  }

  /// What the page of a model was made of, as a short word.
  String revision(String model) {
    return Digests.of(source.revision(model)).substring("sha256:".length()).substring(0, 16);
  }

  /// @param shown the revision that the browser's page has
  Reply stream(String model, String shown) {
    return new Reply.Streamed(
        200,
        "text/event-stream",
        out -> write(model, shown, out),
        Map.of("Cache-Control", "no-store"));
  }

  private void write(String model, String shown, OutputStream out) throws IOException {
    String seen = shown;
    int looks = 0;
    try {
      do {
        String revision = revision(model);
        if (!revision.equals(seen)) {
          seen = revision;
          send(out, "event: changed\ndata: 1\n\n");
        } else if (++looks % LOOKS_BETWEEN_BEATS == 0) {
          // Only a write notices that the browser has gone.
          send(out, ": still here\n\n");
        }
      } while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}

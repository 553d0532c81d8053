package dev.evenkeel.cli;

import dev.evenkeel.registry.exchange.ModelArchive;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/// Says now and then how far a large transfer is, and nothing of a short one.
final class TransferProgress implements ModelArchive.Progress {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintWriter err;
  private long said = System.nanoTime();

  TransferProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void at(long bytes, long total) {
    long now = System.nanoTime();
    if (now - said >= EVERY_NANOS) {
      said = now;
      err.printf("fetched %,d of %,d MiB%n", bytes >> 20, total >> 20);
      err.flush();
    }
  }
}

package dev.evenkeel.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How far a cleaning is, on the error output: one line that is written over in a terminal, a line
/// from time to time elsewhere, none of a cleaning that is short.
final class CleanProgress implements AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintWriter err;
  private final boolean isTerminal;
  private final long everyNanos;
  private String what = "";
  private long said = System.nanoTime();
  private int width;

  CleanProgress(PrintWriter err, boolean isTerminal, long everyNanos) {
    this.err = err;
    this.isTerminal = isTerminal;
    this.everyNanos = everyNanos;
  }

  static CleanProgress of(PrintWriter err) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new CleanProgress(err, isTerminal, isTerminal ? 0 : LINE_NANOS);
  }

  /// The next dataset.
  void begin(String dataset, int number, int of) {
    what = "%s (%d of %d)".formatted(dataset, number, of);
    say(what);
  }

  /// Within a dataset.
  void at(String step, long done, long of, long bytes) {
    String freed = bytes == 0 ? "" : ", %,d bytes".formatted(bytes);
    say("%s: %s %,d of %,d%s".formatted(what, step, done, of, freed));
  }

  private void say(String text) {
    long now = System.nanoTime();
    if (now - said < everyNanos) {
      return;
    }
    said = now;
    if (isTerminal) {
      err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      width = text.length();
    } else {
      err.println(text);
    }
    err.flush();
  }

  /// Leaves nothing on the terminal.
  @Override
  public void close() {
    if (width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }
}

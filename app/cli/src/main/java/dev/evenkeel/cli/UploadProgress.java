package dev.evenkeel.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// How far an upload is: it is told the number of bytes that have gone.
sealed interface UploadProgress extends LongConsumer, AutoCloseable {
  @Override
  void close();

  /// A bar in a terminal, lines elsewhere.
  static UploadProgress of(PrintWriter err, long bytes) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return isTerminal ? new Bar(bytes) : new Lines(err, bytes);
  }

  /// Moves in one line.
  final class Bar implements UploadProgress {
    private final ProgressBar bar;

    Bar(long bytes) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Upload")
              .setUnit(" KiB", 1 << 10)
              .setInitialMax(bytes)
              .showSpeed()
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
              .build();
    }

    @Override
    public void accept(long sent) {
      bar.stepTo(sent);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /// One from time to time; none of an upload that is short.
  final class Lines implements UploadProgress {
    private final PrintWriter err;
    private final long bytes;
    private final long everyNanos;
    private long said = System.nanoTime();

    Lines(PrintWriter err, long bytes) {
      this(err, bytes, TimeUnit.SECONDS.toNanos(2));
    }

    Lines(PrintWriter err, long bytes, long everyNanos) {
      this.err = err;
      this.bytes = bytes;
      this.everyNanos = everyNanos;
    }

    @Override
    public void accept(long sent) {
      long now = System.nanoTime();
      if (now - said < everyNanos) {
        return;
      }
      said = now;
      err.printf(
          "sent %,d of %,d MiB (%.0f %%)%n",
          sent >> 20, bytes >> 20, bytes == 0 ? 100.0 : 100.0 * sent / bytes);
      err.flush();
    }

    @Override
    public void close() {
      // Nothing is left open.
    }
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.scoring.ScoringProgress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// How far a scoring is.
sealed interface ScoreProgress extends ScoringProgress, AutoCloseable {
  @Override
  void close();

  /// A bar in a terminal, lines elsewhere.
  static ScoreProgress of(PrintWriter err) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return isTerminal ? new Bar() : new Lines(err);
  }

  /// Moves in one line.
  final class Bar implements ScoreProgress {
    private final ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("Score")
            .setUnit(" rows", 1)
            .setInitialMax(-1)
            .showSpeed()
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(200)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
            .build();

    @Override
    public void at(long rows, OptionalLong total) {
      total.ifPresent(bar::maxHint);
      bar.stepTo(rows);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /// One from time to time; none of a run that is short.
  final class Lines implements ScoreProgress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintWriter err;
    private final long started = System.nanoTime();
    private long said = started;

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void at(long rows, OptionalLong total) {
      long now = System.nanoTime();
      if (now - said < EVERY_NANOS) {
        return;
      }
      said = now;
      double seconds = (now - started) / 1e9;
      String share =
          total.isPresent() && total.getAsLong() > 0
              ? " (%.0f %%)".formatted(100.0 * rows / total.getAsLong())
              : "";
      err.printf("scored %,d rows%s, %,.0f rows/s%n", rows, share, rows / seconds);
      err.flush();
    }

    @Override
    public void close() {
      // Nothing is left open.
    }
  }
}

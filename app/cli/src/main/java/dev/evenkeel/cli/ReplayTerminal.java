package dev.evenkeel.cli;

import dev.evenkeel.automation.HalfYear;
import dev.evenkeel.automation.Measure;
import dev.evenkeel.automation.ReplayEvent;
import dev.evenkeel.automation.ReplayListener;
import dev.evenkeel.automation.ReplayReport;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.time.YearMonth;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// What a replay shows in the terminal: a bar, a line for each event, and the table.
final class ReplayTerminal implements ReplayListener, AutoCloseable {
  private final PrintWriter out;
  private @Nullable ProgressBar bar;

  ReplayTerminal(PrintWriter out) {
    this.out = out;
  }

  void opened(URI address) {
    out.printf("Watch it live at %s/%n%n", address);
    out.flush();
  }

  @Override
  public void began(long rowsTotal, long rowsDone) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("Replay")
            .setInitialMax(rowsTotal)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(isTerminal() ? 200 : 5_000)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
            .startsFrom(rowsDone, java.time.Duration.ZERO)
            .build();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  @Override
  public void served(long rowsDone, YearMonth month) {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.stepTo(rowsDone);
      shown.setExtraMessage(" " + month);
    }
  }

  @Override
  public void happened(ReplayEvent event) {
    out.printf("%s  %-15s %s%n", event.date(), event.kind(), event.text());
    out.flush();
  }

  /// After the bar, which would draw over it.
  void table(ReplayReport report) {
    close();
    Measure measure = report.measure();
    out.printf(
        "%nHow the first model would have aged, and what served instead (%s):%n%n",
        measure.spoken());
    out.printf(
        "%-9s %6s  %12s  %10s  %10s  %8s  %6s%n",
        "half-year", "rows", "frozen model", "champion", "promotions", "refusals", "alerts");
    for (HalfYear half : report.halfYears()) {
      out.printf(
          "%-9s %6d  %12s  %10s  %10d  %8d  %6d%n",
          half.period(),
          half.rows(),
          measure.format(half.frozen()),
          measure.format(half.champion()),
          half.promotions(),
          half.refusals(),
          half.driftAlerts());
    }
    out.printf("%nfailed requests: %d%n", report.failedRequests());
    out.flush();
  }

  void servesOn(URI address, String model) {
    out.printf(
        "%nThe champion goes on serving: %s/v1/models/%s:predict (Ctrl-C ends it)%n",
        address, model);
    out.flush();
  }

  @Override
  public void close() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}

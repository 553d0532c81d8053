package dev.evenkeel.checks;

import dev.evenkeel.profiles.Anomaly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is odd about a run beside those before it: its rows, and how many values its columns lack.
public final class Oddities {
  private Oddities() {}

  /// One thing that is odd.
  ///
  /// @param column empty for the rows of the table
  public record Oddity(String column, Anomaly anomaly) {
    /// In words, without a full stop.
    public String words() {
      return column.isEmpty()
          ? "%,.0f rows; the %d runs before had about %,.0f"
              .formatted(anomaly.value(), anomaly.earlier(), anomaly.median())
          : "%.2f %% of `%s` are missing; in the %d runs before about %.2f %%"
              .formatted(anomaly.value() * 100, column, anomaly.earlier(), anomaly.median() * 100);
    }
  }

  /// Judges a run.
  ///
  /// @param earlier runs of the same object, the newest last
  public static List<Oddity> of(List<PastRun> earlier, PastRun run) {
    List<Oddity> odd = new ArrayList<>();
    Anomaly.ofRows(earlier.stream().map(each -> (double) each.rows()).toList(), (double) run.rows())
        .ifPresent(anomaly -> odd.add(new Oddity("", anomaly)));
    for (String column : run.nulls().keySet().stream().sorted().toList()) {
      Optional<Double> share = share(run, column);
      List<Double> shares = shares(earlier, column);
      share
          .flatMap(now -> Anomaly.ofShare(shares, now))
          .ifPresent(anomaly -> odd.add(new Oddity(column, anomaly)));
    }
    return odd;
  }

  /// How much of a column was missing in each run that knows it.
  public static List<Double> shares(List<PastRun> runs, String column) {
    return runs.stream().flatMap(run -> share(run, column).stream()).toList();
  }

  /// A table without rows lacks nothing.
  private static Optional<Double> share(PastRun run, String column) {
    return run.rows() == 0
        ? Optional.empty()
        : Optional.ofNullable(run.nulls().get(column)).map(nulls -> (double) nulls / run.rows());
  }
}

package dev.evenkeel.console;

import java.util.List;

/// Everything that the page of a model's loop shows, in words and in the order of the page.
///
/// @param measure as people say it: `accuracy`
/// @param moreIsBetter of the measure
/// @param champion `home-sales@3`; empty before the first
/// @param status one line: how far the replay is
/// @param share of the history that is behind, 0 to 1; 1 without a replay
public record LoopView(
    String model,
    String measure,
    boolean moreIsBetter,
    String champion,
    String status,
    double share,
    List<Figure> figures,
    List<Point> points,
    List<Event> events,
    List<Half> halves,
    List<Decided> decisions,
    List<Version> modelVersions,
    List<Version> datasetVersions,
    List<Run> runs,
    List<Alert> alerts) {
  public LoopView {
    figures = List.copyOf(figures);
    points = List.copyOf(points);
    events = List.copyOf(events);
    halves = List.copyOf(halves);
    decisions = List.copyOf(decisions);
    modelVersions = List.copyOf(modelVersions);
    datasetVersions = List.copyOf(datasetVersions);
    runs = List.copyOf(runs);
    alerts = List.copyOf(alerts);
  }

  /// A number that matters, with what it means.
  ///
  /// @param tone `good`, `bad` or empty
  public record Figure(String value, String label, String tone) {}

  /// A month on the chart; a score is NaN where nothing is known.
  ///
  /// @param month `1994-01`
  public record Point(String month, double frozen, double champion) {}

  /// Something that happened.
  ///
  /// @param date `1994-07-31`
  /// @param kind `promotion`, `refusal`, `drift-alert` and so on
  public record Event(String date, String kind, String subject, String text) {}

  /// A line of the half-year table, formatted.
  public record Half(
      String period,
      String rows,
      String frozen,
      String champion,
      String promotions,
      String refusals,
      String alerts) {}

  /// A decision with its numbers.
  ///
  /// @param outcome `PROMOTED`, `REFUSED`, `SUPPRESSED` and so on
  /// @param trigger why it was asked; empty when nobody had to
  /// @param next what happens now
  public record Decided(
      String date, String outcome, String headline, String trigger, List<Gate> gates, String next) {
    public Decided {
      gates = List.copyOf(gates);
    }
  }

  /// What a gate said.
  ///
  /// @param verdict `PASS`, `FAIL` or `INCONCLUSIVE`
  /// @param expected what it demanded
  public record Gate(String name, String verdict, String says, String expected) {}

  /// A version of a model or dataset.
  public record Version(String name, String date, String what, String note) {}

  /// A pipeline run with its steps.
  public record Run(String date, String cause, String state, String duration, List<Step> steps) {
    public Run {
      steps = List.copyOf(steps);
    }
  }

  /// A step of a run.
  public record Step(String name, String state, String duration) {}

  /// An alert; `closed` is empty while it is open.
  public record Alert(String subject, String severity, String opened, String closed, String text) {}
}

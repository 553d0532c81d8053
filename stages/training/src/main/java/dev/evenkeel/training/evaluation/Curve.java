package dev.evenkeel.training.evaluation;

import java.util.List;
import java.util.Locale;

/// One picture as data.
///
/// @param name what it shows
/// @param series one line or cloud each
public record Curve(Name name, String title, String xAxis, String yAxis, List<Series> series) {
  /// What can be drawn.
  public enum Name {
    ROC,
    PRECISION_RECALL,
    CALIBRATION,
    GAIN,
    LIFT,
    RESIDUALS;

    /// As files are called.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Curve {
    series = List.copyOf(series);
  }

  /// Points that belong together.
  ///
  /// @param label a class, or what else the points are of
  public record Series(String label, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /// One point.
  public record Point(double x, double y) {}
}

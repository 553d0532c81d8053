package dev.evenkeel.training.evaluation;

import dev.evenkeel.training.evaluation.Curve.Name;
import dev.evenkeel.training.evaluation.Curve.Point;
import dev.evenkeel.training.evaluation.Curve.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Draws a curve as SVG that needs nothing else: readable by screen readers, and by people who see
/// few colours, since lines differ by their dashes too.
public final class Picture {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 360;
  private static final int LEFT = 72;
  private static final int TOP = 36;
  private static final int RIGHT = 390;
  private static final int BOTTOM = 310;
  private static final int TICKS = 5;
  private static final int LABEL_MAX = 20;

  /// Okabe and Ito's colours, without the yellow that white swallows.
  private static final List<String> COLOURS =
      List.of(
          "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#666666");

  private static final List<String> DASHES =
      List.of("none", "7 3", "2 2", "9 3 2 3", "12 4", "4 4", "1 3", "10 2 2 2 2 2");

  private final Curve curve;
  private final Axis across;
  private final Axis up;

  private Picture(Curve curve) {
    this.curve = curve;
    boolean isShare = curve.name() != Name.RESIDUALS;
    this.across = isShare ? new Axis(0, 1) : axis(curve, Point::x);
    this.up = isShare && curve.name() != Name.LIFT ? new Axis(0, 1) : axis(curve, Point::y);
  }

  private record Axis(double from, double to) {
    double share(double value) {
      return (value - from) / (to - from);
    }

    double tick(int index) {
      return from + (to - from) * index / (TICKS - 1);
    }
  }

  /// The curve as one SVG document.
  public static String draw(Curve curve) {
    return new Picture(curve).svg();
  }

  private static Axis axis(Curve curve, ToDoubleFunction<Point> coordinate) {
    double[] all =
        curve.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(coordinate)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double from = all.length == 0 ? 0 : all[0];
    double to = all.length == 0 ? 1 : all[all.length - 1];
    if (curve.name() == Name.LIFT) {
      from = 0;
    }
    return to > from ? new Axis(from, to) : new Axis(from - 1, from + 1);
  }

  private String svg() {
    String id = curve.name().text();
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %s-desc" \
    font-family="system-ui, sans-serif" font-size="12">
    <title id="%s-title">%s</title>
    <desc id="%s-desc">%s</desc>
    <rect width="100%%" height="100%%" fill="#fff"/>
    <text x="%d" y="20" font-size="14" font-weight="600">%s</text>
    %s%s%s%s</svg>
    """
        .formatted(
            WIDTH,
            HEIGHT,
            id,
            id,
            id,
            Markup.escape(curve.title()),
            id,
            Markup.escape(description()),
            LEFT,
            Markup.escape(curve.title()),
            axes(),
            reference(),
            series(),
            legend());
  }

  private String description() {
    return "%s against %s, of %s."
        .formatted(
            curve.yAxis(),
            curve.xAxis(),
            curve.series().stream().map(Series::label).collect(Collectors.joining(", ")));
  }

  private String axes() {
    StringBuilder out = new StringBuilder();
    for (int tick = 0; tick < TICKS; tick++) {
      double x = x(across.tick(tick));
      double y = y(up.tick(tick));
      out.append(
          "<path d=\"M%s %d V%d M%d %s H%d\" stroke=\"#ddd\"/>\n"
              .formatted(fixed(x), TOP, BOTTOM, LEFT, fixed(y), RIGHT));
      out.append(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
              .formatted(fixed(x), BOTTOM + 16, Markup.tick(across.tick(tick))));
      out.append(
          "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>\n"
              .formatted(LEFT - 6, fixed(y + 4), Markup.tick(up.tick(tick))));
    }
    int middle = (TOP + BOTTOM) / 2;
    out.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
            .formatted((LEFT + RIGHT) / 2, BOTTOM + 36, Markup.escape(curve.xAxis())));
    out.append(
        "<text x=\"14\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 14 %d)\">%s</text>\n"
            .formatted(middle, middle, Markup.escape(curve.yAxis())));
    return out.toString();
  }

  /// What a model that knows nothing, or one without error, would draw.
  private String reference() {
    double from = across.from();
    double to = across.to();
    return switch (curve.name()) {
      case ROC, GAIN, CALIBRATION -> dashed(from, 0, to, 1);
      case LIFT -> dashed(from, 1, to, 1);
      case RESIDUALS -> up.from() <= 0 && up.to() >= 0 ? dashed(from, 0, to, 0) : "";
      case PRECISION_RECALL -> "";
    };
  }

  private String dashed(double fromX, double fromY, double toX, double toY) {
    return "<path d=\"M%s %s L%s %s\" stroke=\"#888\" stroke-dasharray=\"3 3\" fill=\"none\"/>\n"
        .formatted(fixed(x(fromX)), fixed(y(fromY)), fixed(x(toX)), fixed(y(toY)));
  }

  private String series() {
    StringBuilder out = new StringBuilder();
    for (int index = 0; index < curve.series().size(); index++) {
      List<Point> points = curve.series().get(index).points();
      if (curve.name() != Name.RESIDUALS) {
        out.append(
            "<polyline points=\"%s\" fill=\"none\" stroke-width=\"2\" %s/>\n"
                .formatted(
                    points.stream()
                        .map(point -> fixed(x(point.x())) + "," + fixed(y(point.y())))
                        .collect(Collectors.joining(" ")),
                    stroke(index)));
      }
      if (curve.name() == Name.RESIDUALS || curve.name() == Name.CALIBRATION) {
        points.forEach(point ->
            out.append(
                "<circle cx=\"%s\" cy=\"%s\" r=\"2.5\" fill=\"#0072B2\" fill-opacity=\"0.6\"/>\n"
                    .formatted(fixed(x(point.x())), fixed(y(point.y())))));
      }
    }
    return out.toString();
  }

  private String legend() {
    if (curve.name() == Name.RESIDUALS) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (int index = 0; index < curve.series().size(); index++) {
      int y = TOP + 10 + 20 * index;
      out.append(
          "<path d=\"M%d %d H%d\" stroke-width=\"2\" %s/>\n"
              .formatted(RIGHT + 12, y, RIGHT + 36, stroke(index)));
      out.append(
          "<text x=\"%d\" y=\"%d\">%s</text>\n"
              .formatted(
                  RIGHT + 42, y + 4, Markup.escape(shortened(curve.series().get(index).label()))));
    }
    return out.toString();
  }

  /// As much as there is room for; the description has all of it.
  private static String shortened(String label) {
    return label.codePointCount(0, label.length()) <= LABEL_MAX
        ? label
        : label.substring(0, label.offsetByCodePoints(0, LABEL_MAX - 1)) + "…";
  }

  private static String stroke(int index) {
    return "stroke=\"%s\" stroke-dasharray=\"%s\""
        .formatted(COLOURS.get(index % COLOURS.size()), DASHES.get(index % DASHES.size()));
  }

  private double x(double value) {
    return LEFT + across.share(value) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - up.share(value) * (BOTTOM - TOP);
  }

  private static String fixed(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }
}

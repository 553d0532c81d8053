package dev.evenkeel.server;

import dev.evenkeel.console.CompareView;
import dev.evenkeel.registry.VersionComparison;
import dev.evenkeel.registry.VersionComparison.Figure;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Puts versions side by side into the words of their page.
final class ComparePageView {
  private static final int ROWS_MAX = 500;
  private static final int CELL_CHARS_MAX = 300;

  private ComparePageView() {}

  static CompareView of(String model, List<String> numbers, VersionComparison comparison) {
    return new CompareView(
        model,
        numbers,
        List.of(
            new CompareView.Section(
                "Metrics",
                comparison.metrics().stream()
                    .limit(ROWS_MAX)
                    .map(ComparePageView::figure)
                    .toList()),
            section("Parameters", comparison.parameters()),
            section("Signature", comparison.signature()),
            section("Tags", comparison.tags()),
            section("Environment", comparison.environment()),
            section("Size", comparison.sizes())));
  }

  private static CompareView.Row figure(Figure figure) {
    double most =
        figure.values().stream()
            .flatMap(Optional::stream)
            .filter(Double::isFinite)
            .mapToDouble(Math::abs)
            .max()
            .orElse(0);
    return new CompareView.Row(
        figure.name(),
        switch (figure.better()) {
          case HIGHER -> "higher is better";
          case LOWER -> "lower is better";
          case UNKNOWN -> "";
        },
        figure.values().stream().distinct().count() == 1,
        IntStream.range(0, figure.values().size())
            .mapToObj(index -> cell(figure, index, most))
            .toList());
  }

  private static CompareView.Cell cell(Figure figure, int index, double most) {
    Optional<Double> value = figure.values().get(index);
    int bar =
        value
            .filter(each -> Double.isFinite(each) && most > 0)
            .map(each -> (int) Math.round(100 * Math.abs(each) / most))
            .orElse(0);
    return new CompareView.Cell(
        value.map(RunPageViews::number).orElse(""), figure.isBest(index), bar);
  }

  private static CompareView.Section section(String title, List<VersionComparison.Row> rows) {
    return new CompareView.Section(
        title,
        rows.stream()
            .limit(ROWS_MAX)
            .map(row ->
                new CompareView.Row(
                    row.name(),
                    "",
                    row.isEqual(),
                    row.values().stream()
                        .map(value -> new CompareView.Cell(shortened(value.orElse("")), false, 0))
                        .toList()))
            .toList());
  }

  private static String shortened(String text) {
    return text.length() <= CELL_CHARS_MAX ? text : text.substring(0, CELL_CHARS_MAX) + "…";
  }
}

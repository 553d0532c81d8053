package dev.evenkeel.training.evaluation;

import dev.evenkeel.training.evaluation.SliceSet.Finding;
import dev.evenkeel.training.evaluation.SliceSet.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// An evaluation as one HTML file that loads nothing and runs nothing.
public final class EvaluationReport {
  /// More labels than people read in a matrix.
  private static final int MATRIX_MAX = 30;

  private static final int FEATURES_MAX = 50;

  private EvaluationReport() {}

  /// Writes the file.
  ///
  /// @param title what was judged
  /// @param subtitle by which rows, for one
  public static String write(String title, String subtitle, Evaluation evaluation) {
    StringBuilder body = new StringBuilder();
    body.append(
        "<h1>%s</h1>\n<p>%s</p>\n".formatted(Markup.escape(title), Markup.escape(subtitle)));
    metrics(body, evaluation);
    classes(body, evaluation);
    evaluation.confusion().ifPresent(confusion -> confusion(body, confusion));
    evaluation.calibration().ifPresent(calibration -> calibration(body, calibration));
    evaluation.curves().forEach(curve -> body.append(figure(curve)));
    evaluation.slices().forEach(slices -> slices(body, slices));
    evaluation.importance().ifPresent(importance -> importance(body, importance));
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width">
    <title>%s</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
    table { border-collapse: collapse; margin: 1rem 0 }
    th, td { border-bottom: 1px solid #ddd; padding: .25rem .75rem; text-align: left }
    td.n { text-align: right; font-variant-numeric: tabular-nums }
    figure { margin: 1rem 0; max-width: 40rem }
    .scroll { overflow-x: auto }
    </style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(Markup.escape(title), body);
  }

  private static void metrics(StringBuilder body, Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    evaluation.metrics().forEach((name, value) -> rows.add(List.of(name, Markup.number(value))));
    table(
        body,
        "Metrics over %d rows".formatted(evaluation.rows()),
        List.of("metric", "value"),
        rows);
  }

  private static void classes(StringBuilder body, Evaluation evaluation) {
    if (evaluation.classes().isEmpty()) {
      return;
    }
    table(
        body,
        "Labels",
        List.of("label", "rows", "precision", "recall", "F1", "ROC AUC", "average precision"),
        evaluation.classes().stream()
            .map(scores ->
                List.of(
                    scores.label(),
                    String.valueOf(scores.rows()),
                    Markup.number(scores.precision()),
                    Markup.number(scores.recall()),
                    Markup.number(scores.f1()),
                    number(scores.rocAuc()),
                    number(scores.averagePrecision())))
            .toList());
  }

  private static String number(OptionalDouble number) {
    return Markup.number(number.orElse(Double.NaN));
  }

  private static void confusion(StringBuilder body, Confusion confusion) {
    if (confusion.labels().size() > MATRIX_MAX) {
      body.append(
          "<p>The confusion matrix of %d labels is in the evaluation's JSON.</p>\n"
              .formatted(confusion.labels().size()));
      return;
    }
    List<String> head = new ArrayList<>(List.of("true label"));
    confusion.labels().forEach(label -> head.add("answered " + label));
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < confusion.labels().size(); label++) {
      List<String> row = new ArrayList<>(List.of(confusion.labels().get(label)));
      confusion.counts().get(label).forEach(count -> row.add(String.valueOf(count)));
      rows.add(row);
    }
    table(body, "Confusion matrix", head, rows);
  }

  private static void calibration(StringBuilder body, Calibration calibration) {
    table(
        body,
        "Calibration of " + calibration.of(),
        List.of("figure", "value"),
        List.of(
            List.of("expected calibration error", Markup.number(calibration.ece())),
            List.of("Brier score", Markup.number(calibration.brier())),
            List.of("reliability", Markup.number(calibration.reliability())),
            List.of("resolution", Markup.number(calibration.resolution())),
            List.of("uncertainty", Markup.number(calibration.uncertainty())),
            List.of("within bins", Markup.number(calibration.withinBins()))));
  }

  private static String figure(Curve curve) {
    return "<figure>\n%s</figure>\n".formatted(Picture.draw(curve));
  }

  private static void slices(StringBuilder body, SliceSet slices) {
    List<String> head = new ArrayList<>(slices.columns());
    head.addAll(List.of("rows", slices.metric(), "95 of 100 resamples", "finding"));
    table(
        body,
        "By " + String.join(" and ", slices.columns()),
        head,
        slices.slices().stream().map(EvaluationReport::slice).toList());
    body.append("<p>All rows: %s.".formatted(Markup.number(slices.overall())));
    if (slices.leftOut() > 0) {
      body.append(" %d smaller slices are not shown.".formatted(slices.leftOut()));
    }
    body.append("</p>\n");
  }

  private static List<String> slice(Slice slice) {
    List<String> row = new ArrayList<>(slice.values());
    row.add(String.valueOf(slice.rows()));
    row.add(Markup.number(slice.metric()));
    row.add(
        slice
            .interval()
            .map(found -> Markup.number(found.low()) + " to " + Markup.number(found.high()))
            .orElse("–"));
    row.add(finding(slice.finding()));
    return row;
  }

  private static String finding(Finding finding) {
    return switch (finding) {
      case TOO_SMALL -> "too small to judge";
      case WORSE -> "worse than all rows";
      case BETTER -> "better than all rows";
      case ALIKE -> "no clear difference";
    };
  }

  private static void importance(StringBuilder body, Importance importance) {
    String how =
        switch (importance.method()) {
          case MEAN_ABSOLUTE_SHAP -> "mean absolute SHAP value";
        };
    table(
        body,
        "Features, by %s over %d rows".formatted(how, importance.rows()),
        List.of("feature", "amount"),
        importance.features().stream()
            .limit(FEATURES_MAX)
            .map(share -> List.of(share.feature(), Markup.number(share.amount())))
            .toList());
  }

  /// The first column names its row.
  private static void table(
      StringBuilder body, String title, List<String> head, List<List<String>> rows) {
    body.append(
        "<h2>%s</h2>\n<div class=\"scroll\"><table>\n<thead><tr>%s</tr></thead>\n<tbody>\n"
            .formatted(
                Markup.escape(title),
                head.stream()
                    .map(name -> "<th scope=\"col\">%s</th>".formatted(Markup.escape(name)))
                    .collect(Collectors.joining())));
    for (List<String> row : rows) {
      body.append("<tr><th scope=\"row\">%s</th>".formatted(Markup.escape(row.getFirst())));
      row.stream()
          .skip(1)
          .forEach(cell -> body.append("<td class=\"n\">%s</td>".formatted(Markup.escape(cell))));
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
  }
}

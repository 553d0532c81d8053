package dev.evenkeel.serving;

import dev.evenkeel.models.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Answers as CSV with a header, a line for each row of the request.
final class CsvAnswers {
  static final String TYPE = "text/csv; charset=utf-8";

  private CsvAnswers() {}

  static byte[] write(Answers answers) {
    var version = answers.deployed().version();
    List<String> labels = version.description().target().labels();
    StringBuilder out = new StringBuilder(labels.isEmpty() ? "value" : "label,probability");
    labels.forEach(label -> cell(out.append(','), "probability:" + label));
    out.append(",model,version,alias,predictionId,warnings\r\n");
    String number = String.valueOf(version.number());
    String alias = answers.asked().equals(number) ? "" : answers.asked();
    for (int row = 0; row < answers.predictions().size(); row++) {
      answer(out, answers.predictions().get(row), !labels.isEmpty());
      cell(out.append(','), version.model());
      cell(out.append(','), number);
      cell(out.append(','), alias);
      cell(out.append(','), PredictionIds.text(answers.ids()[2 * row], answers.ids()[2 * row + 1]));
      cell(out.append(','), String.join("; ", answers.warnings(row)));
      out.append("\r\n");
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(StringBuilder out, Prediction prediction, boolean classes) {
    if (!classes) {
      out.append(prediction.value());
      return;
    }
    cell(out, prediction.label());
    out.append(',').append(prediction.probability());
    for (double probability : prediction.probabilities()) {
      out.append(',').append(probability);
    }
  }

  static void cell(StringBuilder out, String text) {
    boolean plain = text.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
    if (plain) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }
}

package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Explanation;
import dev.evenkeel.models.Explanation.Contribution;
import dev.evenkeel.models.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Explanations of answers, in JSON and in words.
final class Explanations {
  /// Explaining takes many times as long as answering.
  static final int ROWS_MAX = 1_000;

  private static final int REASONS = 3;

  private Explanations() {}

  /// One for each row, or for each row why there is none.
  static List<byte[]> of(Deployed deployed, Frame frame, List<Prediction> predictions) {
    if (frame.rows() > ROWS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "%,d rows to explain in one request".formatted(frame.rows()),
              "/instances",
              "at most %,d".formatted(ROWS_MAX),
              "send them in several requests, or ask without `explain`")
          .asException();
    }
    String unavailable = deployed.scorer().unexplained();
    List<byte[]> explanations = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      explanations.add(
          unavailable.isEmpty()
              ? json(
                  deployed.scorer().explain(frame, row, predictions.get(row)),
                  deployed.version().description().signature().inputs(),
                  frame,
                  row)
              : new JsonBytes(128)
                  .ascii("{\"available\":false,\"reason\":")
                  .string(unavailable)
                  .raw('}')
                  .toArray());
    }
    return explanations;
  }

  private static byte[] json(Explanation explanation, List<Property> inputs, Frame frame, int row) {
    JsonBytes out = new JsonBytes(512).ascii("{\"available\":true,");
    if (!explanation.label().isEmpty()) {
      out.ascii("\"label\":").string(explanation.label()).raw(',');
    }
    out.ascii("\"base\":").number(explanation.base());
    out.ascii(",\"margin\":").number(explanation.margin());
    out.ascii(",\"contributions\":[");
    List<Contribution> ranked =
        explanation.contributions().stream()
            .sorted(Comparator.comparingDouble(each -> -Math.abs(each.amount())))
            .toList();
    for (int index = 0; index < ranked.size(); index++) {
      out.ascii(index == 0 ? "{\"feature\":" : ",{\"feature\":");
      out.string(ranked.get(index).feature());
      out.ascii(",\"contribution\":").number(ranked.get(index).amount()).raw('}');
    }
    out.ascii("],\"reasons\":[");
    List<String> reasons =
        ranked.stream()
            .filter(each -> each.amount() != 0)
            .limit(REASONS)
            .map(each -> reason(each, explanation.label(), inputs, frame, row))
            .toList();
    for (int index = 0; index < reasons.size(); index++) {
      if (index > 0) {
        out.raw(',');
      }
      out.string(reasons.get(index));
    }
    return out.raw(']').raw('}').toArray();
  }

  /// `area = 1500.5 speaks for mid (+0.42)`.
  private static String reason(
      Contribution contribution, String label, List<Property> inputs, Frame frame, int row) {
    boolean up = contribution.amount() > 0;
    String says =
        label.isEmpty()
            ? (up ? "raises the value" : "lowers the value")
            : (up ? "speaks for " : "speaks against ") + Names.abbreviate(label);
    String value =
        inputs.stream()
            .filter(input -> input.name().equals(contribution.feature()))
            .findFirst()
            .map(input -> " = " + shown(input, frame, row))
            .orElse("");
    return String.format(
        Locale.ROOT, "%s%s %s (%+.3g)", contribution.feature(), value, says, contribution.amount());
  }

  private static String shown(Property input, Frame frame, int row) {
    Optional<Frame.Column> column = frame.find(input.name());
    if (column.isEmpty() || column.get().isMissing(row)) {
      return "nothing";
    }
    return switch (column.get()) {
      case Frame.Numbers numbers -> plain(numbers.values()[row]);
      case Frame.Texts texts -> Names.abbreviate(String.valueOf(texts.values()[row]));
      case Frame.Times times -> Formats.print(times.values()[row], input.type(), input.format());
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}

package dev.evenkeel.packaging;

import dev.evenkeel.contracts.ColumnSummary;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TreeModel;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Classes or a number: what the target's column holds.
final class TargetInference {
  private static final int TEXT_CLASSES_MAX = 50;

  /// More different whole numbers than this are rather a quantity.
  private static final int NUMBER_CLASSES_MAX = 10;

  private final Columns columns;
  private final InferenceRequest request;
  private final ColumnSummary known;
  private final ColumnSummary whole;

  TargetInference(Columns columns, InferenceRequest request) {
    this.columns = columns;
    this.request = request;
    this.known = columns.known(request.target());
    this.whole = columns.whole(request.target());
  }

  Target target(List<String> notes) {
    if (whole.type().isTime()) {
      throw columns.problem(
          "target `%s` is a time".formatted(known.name()), "classes or a number", "name another");
    }
    if (known.distinct() == 0) {
      throw columns.problem(
          "target `%s` has no value in the first year".formatted(known.name()),
          "rows whose truth is known",
          "give a file in which it is filled in");
    }
    boolean quantity =
        request.model().map(TreeModel::isQuantity).orElseGet(this::looksLikeQuantity);
    return quantity ? quantity(notes) : classes(notes);
  }

  private boolean looksLikeQuantity() {
    return whole.type() == LogicalType.NUMBER
        || (whole.type() == LogicalType.INTEGER && whole.distinct() > NUMBER_CLASSES_MAX);
  }

  private Target quantity(List<String> notes) {
    if (!whole.type().isNumeric()) {
      throw columns.problem(
          "target `%s` holds texts, but the model predicts a number".formatted(known.name()),
          "a column of numbers",
          "name another target, or give another model");
    }
    if (known.distinct() == 1) {
      throw columns.problem(
          "target `%s` is always %s in the first year"
              .formatted(known.name(), known.values().getFirst()),
          "a target that varies",
          "name another target");
    }
    notes.add("target: %s, a number".formatted(known.name()));
    return new Target.Quantity(known.name(), request.labelDelay());
  }

  private Target classes(List<String> notes) {
    if (whole.type() == LogicalType.STRING && known.distinct() > TEXT_CLASSES_MAX) {
      throw columns.problem(
          "target `%s` holds %,d different texts".formatted(known.name(), known.distinct()),
          "classes, at most %d, or a number".formatted(TEXT_CLASSES_MAX),
          "name another target");
    }
    List<String> labels = labels(known);
    if (labels.size() < 2) {
      throw columns.problem(
          "target `%s` has one class in the first year: %s"
              .formatted(known.name(), labels.getFirst()),
          "two classes or more",
          "give a file whose first year has more, or name another target");
    }
    List<String> all = labels(whole);
    request.model().ifPresent(model -> demandOutputs(model, labels));
    notes.add("target: %s, one of %s".formatted(known.name(), String.join(", ", labels)));
    if (all.size() > labels.size()) {
      List<String> late = all.stream().filter(label -> !labels.contains(label)).toList();
      notes.add(
          "class %s appears only after the first year: no model here knows it, and its rows are asked but not judged"
              .formatted(String.join(", ", late)));
    }
    return new Target.Classes(known.name(), request.labelDelay(), labels);
  }

  private void demandOutputs(TreeModel model, List<String> labels) {
    if (model.outputs() != labels.size()) {
      throw columns.problem(
          "the model knows %d classes, target `%s` has %d: %s"
              .formatted(model.outputs(), known.name(), labels.size(), String.join(", ", labels)),
          "as many classes as the model was trained on",
          "name the target that the model was trained on");
    }
  }

  /// In the order in which scikit-learn's LabelEncoder numbers them.
  private static List<String> labels(ColumnSummary column) {
    return switch (column.type()) {
      case BOOLEAN -> booleans(column);
      case INTEGER, NUMBER -> numbers(column);
      case STRING, DATE, TIMESTAMP -> column.values().stream().sorted().toList();
    };
  }

  private static List<String> booleans(ColumnSummary column) {
    return new TreeSet<>(column.values().stream().map(String::toLowerCase).toList())
        .stream().toList();
  }

  // `1`, `1.0` and `01` are one class.
  private static List<String> numbers(ColumnSummary column) {
    return column.values().stream()
        .map(Double::valueOf)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .map(value ->
            value == Math.rint(value) ? String.valueOf(value.longValue()) : String.valueOf(value))
        .toList();
  }
}

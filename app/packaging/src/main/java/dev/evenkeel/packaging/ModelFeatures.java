package dev.evenkeel.packaging;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.TreeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the columns that a model's inputs are named after: `rooms` itself, and `wall=brick` or
/// `wall_brick`, which is what notebooks call the levels of `wall`.
final class ModelFeatures {
  private ModelFeatures() {}

  static List<Feature> of(TreeModel model, Columns columns) {
    if (model.featureNames().isEmpty()) {
      throw columns.problem(
          "the model does not name its %d inputs".formatted(model.inputs()),
          "an XGBoost JSON file with feature names",
          "train it from a DataFrame, or set booster.feature_names before you save it");
    }
    List<Feature> features = new ArrayList<>();
    for (String name : model.featureNames()) {
      features.add(
          number(name, columns)
              .or(() -> level(name, columns))
              .orElseThrow(() -> unknown(name, columns)));
    }
    return features;
  }

  private static Optional<Feature> number(String name, Columns columns) {
    return columns.candidates().contains(name) && columns.whole(name).type().isNumeric()
        ? Optional.of(new Feature(name, Expressions.field(name)))
        : Optional.empty();
  }

  private static Optional<Feature> level(String name, Columns columns) {
    for (String column : columns.candidates()) {
      boolean isText = columns.whole(column).type() == LogicalType.STRING;
      if (isText && name.length() > column.length() + 1 && name.startsWith(column)) {
        char mark = name.charAt(column.length());
        String level = name.substring(column.length() + 1);
        if ((mark == '=' || mark == '_') && columns.whole(column).values().contains(level)) {
          return Optional.of(
              new Feature(
                  name, "%s == %s".formatted(Expressions.field(column), Expressions.text(level))));
        }
      }
    }
    return Optional.empty();
  }

  private static RuntimeException unknown(String name, Columns columns) {
    String near = Names.nearest(name, columns.candidates());
    return columns.problem(
        "the model's input `%s` is no column of the file".formatted(Names.abbreviate(name)),
        "a column of numbers, or a column and one of its levels such as `wall=brick`",
        near.isEmpty()
            ? "give the file that the model was trained on"
            : "did the model mean `%s`?".formatted(near));
  }
}

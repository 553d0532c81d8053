package dev.evenkeel.packaging;

import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.contracts.ColumnSummary;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.models.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes every column that a model can learn from, and says why it leaves out the others.
final class FeatureInference {
  private static final int LEVELS_MAX = 50;
  private static final int ID_ROWS_MIN = 100;

  private final Columns columns;

  FeatureInference(Columns columns) {
    this.columns = columns;
  }

  List<Feature> features(List<String> notes) {
    List<Feature> features = new ArrayList<>();
    for (String name : columns.candidates()) {
      Optional<String> reason = whyNot(columns.known(name), columns.whole(name));
      if (reason.isPresent()) {
        notes.add("left out: %s, %s".formatted(name, reason.get()));
      } else {
        features.add(feature(columns.known(name), columns.whole(name).type()));
      }
    }
    if (features.isEmpty()) {
      throw columns.problem(
          "no column can be a feature: " + String.join("; ", notes),
          "numbers, or texts of at most %d levels, that vary in the first year"
              .formatted(LEVELS_MAX),
          "give a file with more columns");
    }
    notes.add("features: %d columns".formatted(features.size()));
    return features;
  }

  private static Optional<String> whyNot(ColumnSummary known, ColumnSummary whole) {
    if (LoopProject.RESERVED.contains(known.name())) {
      return Optional.of("a name of ours");
    }
    if (known.distinct() == 0) {
      return Optional.of("empty in the first year");
    }
    if (known.distinct() == 1) {
      return Optional.of("always the same in the first year");
    }
    return switch (whole.type()) {
      case DATE, TIMESTAMP -> Optional.of("a time");
      case STRING ->
          known.values().isEmpty() || known.values().size() > LEVELS_MAX
              ? Optional.of("%,d different texts".formatted(known.distinct()))
              : Optional.empty();
      case INTEGER ->
          whole.rows() >= ID_ROWS_MIN && whole.distinct() == whole.rows()
              ? Optional.of("another number in each row, like an id")
              : Optional.empty();
      case NUMBER, BOOLEAN -> Optional.empty();
    };
  }

  private static Feature feature(ColumnSummary known, LogicalType type) {
    String field = Expressions.field(known.name());
    if (type != LogicalType.STRING) {
      return new Feature(known.name(), field);
    }
    StringBuilder oneHot = new StringBuilder("one_hot(").append(field);
    known.values().forEach(level -> oneHot.append(", ").append(Expressions.text(level)));
    return new Feature(known.name(), oneHot.append(')').toString());
  }
}

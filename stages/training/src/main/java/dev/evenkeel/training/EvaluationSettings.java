package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Classification;
import dev.evenkeel.contracts.Property;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the `with` of an `evaluate` step.
///
/// @param slices columns that cut, one or several at once
/// @param group the column whose rows make one ranking
/// @param k how far people read a ranking
record EvaluationSettings(List<List<String>> slices, Optional<String> group, int k) {
  private static final Set<String> KEYS = Set.of("slices", "group", "k");
  private static final int SLICES_MAX = 10;
  private static final int COLUMNS_MAX = 3;
  private static final int K = 10;
  private static final int K_MAX = 1_000;

  static EvaluationSettings of(Map<String, String> with) {
    for (String key : with.keySet()) {
      if (!KEYS.contains(key)) {
        String near = Names.nearest(key, KEYS);
        throw problem(
            "setting `%s` of an evaluate step is unknown".formatted(Names.abbreviate(key)),
            "one of " + String.join(", ", KEYS.stream().sorted().toList()),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    return new EvaluationSettings(
        slices(with.getOrDefault("slices", "")),
        Optional.ofNullable(with.get("group")).map(String::strip),
        k(with));
  }

  /// `district, district * kind`.
  private static List<List<String>> slices(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<List<String>> slices =
        Arrays.stream(text.split(",", -1))
            .map(each -> Arrays.stream(each.split("\\*", -1)).map(String::strip).toList())
            .toList();
    boolean isWell =
        slices.size() <= SLICES_MAX
            && slices.stream()
                .allMatch(columns ->
                    columns.size() <= COLUMNS_MAX
                        && columns.stream().noneMatch(String::isEmpty)
                        && columns.stream().distinct().count() == columns.size());
    if (!isWell) {
      throw problem(
          "`slices: %s` of an evaluate step cannot be used".formatted(Names.abbreviate(text)),
          "at most %d slices of at most %d columns, as in `district, district * kind`"
              .formatted(SLICES_MAX, COLUMNS_MAX),
          "");
    }
    return slices;
  }

  private static int k(Map<String, String> with) {
    String text = with.get("k");
    if (text == null) {
      return K;
    }
    if (!with.containsKey("group")) {
      throw problem("`k` of an evaluate step says nothing without `group`", "", "name the column");
    }
    try {
      int k = Integer.parseInt(text);
      if (k >= 1 && k <= K_MAX) {
        return k;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the setting.
    }
    throw problem(
        "`k: %s` of an evaluate step cannot be used".formatted(Names.abbreviate(text)),
        "a whole number from 1 to " + K_MAX,
        "");
  }

  private List<String> columns() {
    return Stream.concat(slices.stream().flatMap(List::stream), group.stream()).distinct().toList();
  }

  /// Refuses columns whose values a report must not show, and those that no feature uses: labelled
  /// datasets keep only what the model is asked with.
  ///
  /// @param properties that the features use
  void demand(List<Property> properties) {
    for (String column : columns()) {
      Property property =
          properties.stream()
              .filter(each -> each.name().equals(column))
              .findFirst()
              .orElseThrow(() ->
                  problem(
                      "column `%s` of an evaluate step is used by no feature"
                          .formatted(Names.abbreviate(column)),
                      "a field of the contract that a feature uses",
                      nearest(column, properties)));
      boolean isShown = slices.stream().anyMatch(columns -> columns.contains(column));
      if (isShown && Classification.isGuarded(property.classification())) {
        throw problem(
            "column `%s` is classified `%s`, and slices show values"
                .formatted(column, property.classification()),
            "a column that is public",
            "slice by another column");
      }
    }
  }

  private static String nearest(String column, List<Property> properties) {
    String near = Names.nearest(column, properties.stream().map(Property::name).toList());
    return near.isEmpty() ? "" : "write `%s`".formatted(near);
  }

  private static RuntimeException problem(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, remedy).asException();
  }
}

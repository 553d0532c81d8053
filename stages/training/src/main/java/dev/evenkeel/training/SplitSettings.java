package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Target;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads the `with` of a `split` step: which rows judge.
sealed interface SplitSettings {
  /// As the policy says it: the newest months, or every fifth row of a first training.
  record ByPolicy() implements SplitSettings {}

  /// The newest rows.
  record ByShareOfTime(double share) implements SplitSettings {}

  /// What happened from a moment on.
  record ByDate(Instant from) implements SplitSettings {}

  /// What chance decides.
  record ByChance(double share, boolean isStratified) implements SplitSettings, Drawn {
    @Override
    public int[] holdout(Frame rows, Target target, long seed) {
      return isStratified
          ? Splits.stratified(target.truths(rows), share, seed)
          : Splits.random(rows.rows(), share, seed);
    }
  }

  /// Whole groups that chance decides.
  record ByGroup(double share, String column) implements SplitSettings, Drawn {
    @Override
    public int[] holdout(Frame rows, Target target, long seed) {
      return Splits.groups(Judge.groups(rows.column(column)), share, seed);
    }
  }

  /// Decided row by row and not by time.
  sealed interface Drawn permits ByChance, ByGroup {
    /// The positions of the rows that judge.
    int[] holdout(Frame rows, Target target, long seed);
  }

  private static Set<String> keys(String by) {
    return switch (by) {
      case "time" -> Set.of("by", "holdout", "from");
      case "random" -> Set.of("by", "holdout", "stratified");
      case "group" -> Set.of("by", "holdout", "column");
      default -> throw unusable("by", by, "`time`, `random` or `group`");
    };
  }

  static SplitSettings of(Map<String, String> with) {
    if (with.isEmpty()) {
      return new ByPolicy();
    }
    String by = with.getOrDefault("by", "time");
    Set<String> keys = keys(by);
    for (String key : new TreeSet<>(with.keySet())) {
      if (!keys.contains(key)) {
        String near = Names.nearest(key, keys);
        throw problem(
            "setting `%s` of a split step by %s is unknown".formatted(Names.abbreviate(key), by),
            "one of " + String.join(", ", new TreeSet<>(keys)),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    double share = share(with.getOrDefault("holdout", "0.2"));
    return switch (by) {
      case "random" -> new ByChance(share, isTrue(with.getOrDefault("stratified", "false")));
      case "group" -> new ByGroup(share, column(with));
      default -> byTime(with, share);
    };
  }

  private static SplitSettings byTime(Map<String, String> with, double share) {
    String from = with.get("from");
    if (from == null) {
      return new ByShareOfTime(share);
    }
    if (with.containsKey("holdout")) {
      throw problem(
          "a split step has both `from` and `holdout`", "one of them", "leave one of them out");
    }
    try {
      return new ByDate(
          from.contains("T")
              ? Instant.parse(from)
              : LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      throw unusable("from", from, "a date or a moment, as in `2026-05-01`");
    }
  }

  private static String column(Map<String, String> with) {
    String column = with.getOrDefault("column", "").strip();
    if (column.isEmpty()) {
      throw problem("a split step by group names no group", "`column`", "name the column");
    }
    return column;
  }

  private static double share(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0.01 && share <= 0.9) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the setting.
    }
    throw unusable("holdout", text, "a share from 0.01 to 0.9");
  }

  private static boolean isTrue(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unusable("stratified", text, "`true` or `false`");
    };
  }

  /// Refuses what the rows do not have: labelled datasets keep only what the model is asked with.
  ///
  /// @param properties that the features use
  static void demand(SplitSettings settings, Target target, List<Property> properties) {
    switch (settings) {
      case ByGroup(double _, String column)
          when properties.stream().noneMatch(property -> property.name().equals(column)) ->
          throw problem(
              "column `%s` of a split step is used by no feature"
                  .formatted(Names.abbreviate(column)),
              "a field of the contract that a feature uses",
              "");
      case ByChance(double _, boolean isStratified)
          when isStratified && target instanceof Target.Quantity ->
          throw problem(
              "a quantity cannot be split in strata",
              "a target with labels",
              "leave `stratified` out");
      case ByPolicy _, ByShareOfTime _, ByDate _, ByChance _, ByGroup _ -> {}
    }
  }

  private static RuntimeException unusable(String key, String text, String expected) {
    return problem(
        "`%s: %s` of a split step cannot be used".formatted(key, Names.abbreviate(text)),
        expected,
        "");
  }

  private static RuntimeException problem(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, remedy).asException();
  }
}

package dev.evenkeel.contracts;

import java.util.ArrayList;
import java.util.List;

/// Every rule of a contract, in the order in which results are shown: by column, type first.
///
/// @param checks what must hold
public record CheckPlan(List<Check> checks) {
  public CheckPlan {
    checks = List.copyOf(checks);
  }

  /// The rules that a contract declares.
  public static CheckPlan of(Contract contract) {
    List<Check> checks = new ArrayList<>();
    for (Property property : contract.properties()) {
      add(property, checks);
    }
    return new CheckPlan(checks);
  }

  private static void add(Property property, List<Check> checks) {
    String column = property.name();
    if (property.required()) {
      checks.add(new Check.Required(column));
    }
    if (property.type() != LogicalType.STRING) {
      checks.add(new Check.IsType(column, property.type(), property.format()));
    }
    if (!property.allowed().isEmpty()) {
      checks.add(new Check.OneOf(column, property.allowed(), property.allowedSeverity()));
    }
    boolean bounded = property.minimum().isPresent() || property.maximum().isPresent();
    if (bounded && property.type().isNumeric()) {
      checks.add(new Check.InRange(column, property.minimum(), property.maximum()));
    }
    boolean measured = property.minLength().isPresent() || property.maxLength().isPresent();
    if (measured && property.type() == LogicalType.STRING) {
      checks.add(new Check.HasLength(column, property.minLength(), property.maxLength()));
    }
    if (!property.pattern().isEmpty() && property.type() == LogicalType.STRING) {
      checks.add(new Check.Matches(column, property.pattern()));
    }
    limits(property, checks);
    if (property.unique()) {
      checks.add(new Check.Unique(column));
    }
  }

  private static void limits(Property property, List<Check> checks) {
    String column = property.name();
    Limits limits = property.limits();
    LogicalType type = property.type();
    if (type.isNumeric() && (limits.above().isPresent() || limits.below().isPresent())) {
      checks.add(new Check.Beyond(column, limits.above(), limits.below()));
    }
    if (type.isNumeric()) {
      limits.multipleOf().ifPresent(factor -> checks.add(new Check.MultipleOf(column, factor)));
    }
    if (type == LogicalType.INTEGER && !limits.format().isEmpty()) {
      checks.add(new Check.Fits(column, limits.format()));
    }
    if (type == LogicalType.STRING && !limits.format().isEmpty()) {
      checks.add(new Check.HasFormat(column, limits.format()));
    }
    if (type.isTime() && !limits.times().isAny()) {
      checks.add(new Check.InTime(column, type, property.format(), limits.times()));
    }
  }
}

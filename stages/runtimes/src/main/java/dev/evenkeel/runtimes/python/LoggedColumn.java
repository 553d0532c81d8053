package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;

/// One column of a model's signature.
///
/// @param type as MLflow names it: `string`, `double`, `float`, `long`, `integer`, `boolean`
record LoggedColumn(String name, String type, boolean required) {
  private static final int NAME_MAX = 500;

  LoggedColumn {
    if (name.isEmpty() || name.length() > NAME_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "column `%s` cannot be used".formatted(Names.abbreviate(name)),
              "MLmodel, /signature/inputs",
              "a name of 1 to %d characters".formatted(NAME_MAX),
              "log the model with named columns")
          .asException();
    }
    switch (type) {
      case "string", "double", "float", "long", "integer", "boolean" -> {}
      default ->
          throw new Problem(
                  Problem.Kind.INPUT,
                  "column `%s` has type `%s`"
                      .formatted(Names.abbreviate(name), Names.abbreviate(type)),
                  "MLmodel, /signature/inputs",
                  "string, double, float, long, integer or boolean",
                  "compute numbers from it before the model")
              .asException();
    }
  }

  boolean isText() {
    return type.equals("string");
  }

  Property property() {
    LogicalType logical =
        switch (type) {
          case "string" -> LogicalType.STRING;
          case "boolean" -> LogicalType.BOOLEAN;
          case "long", "integer" -> LogicalType.INTEGER;
          default -> LogicalType.NUMBER;
        };
    return Property.of(name, logical, required);
  }
}

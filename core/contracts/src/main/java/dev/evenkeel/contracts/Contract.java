package dev.evenkeel.contracts;

import java.util.List;
import java.util.Optional;

/// A data contract (ODCS 3.2) on one table.
///
/// @param id unique, for example `sales`
/// @param version of the contract itself, semantic: `1.0.0`
/// @param object the name of its schema object
/// @param properties the columns, in their written order
public record Contract(
    String id,
    String version,
    String name,
    String description,
    String object,
    List<Property> properties) {
  public Contract {
    properties = List.copyOf(properties);
  }

  /// A column by its name.
  public Optional<Property> property(String column) {
    return properties.stream().filter(property -> property.name().equals(column)).findFirst();
  }

  /// The names of the columns, in their order.
  public List<String> columns() {
    return properties.stream().map(Property::name).toList();
  }

  /// The same contract on other columns.
  public Contract withProperties(List<Property> others) {
    return new Contract(id, version, name, description, object, others);
  }

  /// As people write it: `sales@1.0.0`.
  @Override
  public String toString() {
    return id + "@" + version;
  }
}

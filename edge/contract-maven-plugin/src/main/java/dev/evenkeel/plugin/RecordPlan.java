package dev.evenkeel.plugin;

import com.palantir.javapoet.ClassName;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.util.List;

/// A record that is to be generated.
///
/// @param relationships how many it has to other objects, beside those of its parts
/// @param quality how many rules of quality it has as a whole
/// @param path of it in the contract: `orders`, `orders.customer`
record RecordPlan(
    ClassName name,
    String path,
    String description,
    boolean isDeprecated,
    int relationships,
    int quality,
    List<Component> parts) {
  RecordPlan {
    parts = List.copyOf(parts);
  }

  /// A component of it.
  ///
  /// @param name in Java
  record Component(String name, SchemaProperty property, JavaType type) {
    boolean isRequired() {
      return property.required() || property.primaryKey();
    }

    String physicalName() {
      return property.physicalName().isEmpty() ? property.name() : property.physicalName();
    }
  }
}

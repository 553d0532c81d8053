package dev.evenkeel.data;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/// What of a schema may change so that all versions stay readable.
final class Evolution {
  private Evolution() {}

  /// @throws dev.evenkeel.base.ProblemException when a change is none or would lose something
  static void demandPossible(Schema schema, Map<String, String> names, List<Property> added) {
    if (names.isEmpty() && added.isEmpty()) {
      throw refused("nothing would change", "name a column to add or to rename");
    }
    Set<String> taken = new HashSet<>();
    schema.columns().forEach(field -> taken.add(field.name()));
    names.forEach((from, to) -> {
      if (schema.findField(from) == null) {
        throw refused("there is no column `%s`".formatted(Names.abbreviate(from)), "");
      }
      if (to.isBlank() || !taken.add(to)) {
        throw refused(
            "column `%s` cannot be called `%s`"
                .formatted(Names.abbreviate(from), Names.abbreviate(to)),
            "choose a name that no column has");
      }
    });
    for (Property column : added) {
      Types.NestedField there = schema.findField(column.name());
      if (there != null && !there.type().equals(IcebergTables.type(column))) {
        // Whole numbers are 64 bits wide already and cannot become floating ones: large ones would
        // lose digits.
        throw IcebergTables.changedType("", "of the change", column, there.type());
      }
    }
  }

  private static RuntimeException refused(String what, String remedy) {
    return Problem.of(Problem.Kind.INPUT, what, remedy).asException();
  }
}

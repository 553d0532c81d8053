package dev.evenkeel.cli;

import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.FeatureProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model that fits the example's project, and a row that fits its contract.
record ExampleModel(String file, String body, List<String> labels) {
  static ExampleModel read() {
    LoopProject project = LoopProject.read(Cli.EXAMPLE);
    FeatureProgram program =
        FeatureProgram.compile(project.project().features(), project.contract().properties());
    List<String> labels = project.project().target().labels();
    Map<String, Object> row = new LinkedHashMap<>();
    for (Property property : project.contract().properties()) {
      if (program.fields().contains(property.name()) && property.required()) {
        row.put(property.name(), value(property));
      }
    }
    return new ExampleModel(
        TreeFile.of(program.columns(), labels.size()),
        Json.text(Map.of("instances", List.of(row))),
        labels);
  }

  private static Object value(Property property) {
    return switch (property.type()) {
      case STRING -> property.allowed().isEmpty() ? "a" : property.allowed().getFirst();
      case DATE, TIMESTAMP -> "960101";
      case BOOLEAN -> true;
      case INTEGER, NUMBER ->
          property.allowed().isEmpty()
              ? (Object) (long) Math.max(1, property.minimum().orElse(1))
              : (Object) Double.parseDouble(property.allowed().getFirst());
    };
  }
}

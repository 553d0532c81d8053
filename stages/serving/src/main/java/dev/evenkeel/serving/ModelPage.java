package dev.evenkeel.serving;

import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a client may know of a version.
final class ModelPage {
  private ModelPage() {}

  static Map<String, Object> describe(ModelVersion version) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("name", version.model());
    page.put("version", version.number());
    page.put("labels", version.description().target().labels());
    page.put(
        "inputs",
        version.description().signature().inputs().stream().map(ModelPage::input).toList());
    version
        .description()
        .contract()
        .ifPresent(pin ->
            page.put(
                "contract",
                Map.of("id", pin.id(), "version", pin.version(), "digest", pin.digest())));
    page.put("dataset", version.dataset());
    page.put("metrics", version.metrics());
    page.put("registered", version.at().toString());
    return page;
  }

  private static Map<String, Object> input(Property property) {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("name", property.name());
    input.put("type", property.type().written());
    input.put("required", property.required());
    if (!property.allowed().isEmpty()) {
      input.put("allowed", List.copyOf(property.allowed()));
    }
    return input;
  }
}

package dev.evenkeel.serving;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.registry.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model's own OpenAPI 3.1, from its signature.
final class OpenApi {
  private OpenApi() {}

  static Map<String, Object> of(ModelVersion version) {
    String path = "/v1/models/" + version.model() + ":predict";
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", "Predict with the champion of " + version.model());
    operation.put("requestBody", content(body(version)));
    operation.put("responses", responses(version));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info", Map.of("title", version.model(), "version", String.valueOf(version.number())));
    document.put("paths", Map.of(path, Map.of("post", operation)));
    return document;
  }

  private static Map<String, Object> responses(ModelVersion version) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Map<String, Object> answered = new LinkedHashMap<>(content(answer(version)));
    answered.put("description", "One prediction for each instance");
    responses.put("200", answered);
    responses.put(
        "422",
        Map.of("description", "An instance breaks the contract; `errors` says where (RFC 9457)"));
    return responses;
  }

  private static Map<String, Object> body(ModelVersion version) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Property> inputs = version.description().signature().inputs();
    inputs.forEach(input -> properties.put(input.name(), schema(input)));
    Map<String, Object> instance = new LinkedHashMap<>();
    instance.put("type", "object");
    instance.put("additionalProperties", false);
    instance.put(
        "required", inputs.stream().filter(Property::required).map(Property::name).toList());
    instance.put("properties", properties);
    return Map.of(
        "type", "object",
        "required", List.of("instances"),
        "properties",
            Map.of("instances", Map.of("type", "array", "minItems", 1, "items", instance)));
  }

  private static Map<String, Object> schema(Property input) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", input.type().isTime() ? "string" : input.type().written());
    if (!input.description().isEmpty()) {
      schema.put("description", input.description());
    }
    input.minimum().ifPresent(minimum -> schema.put("minimum", minimum));
    input.maximum().ifPresent(maximum -> schema.put("maximum", maximum));
    if (!input.allowed().isEmpty() && input.type() == LogicalType.STRING) {
      schema.put(input.allowedSeverity() == Severity.ERROR ? "enum" : "examples", input.allowed());
    }
    return schema;
  }

  private static Map<String, Object> answer(ModelVersion version) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> labels = version.description().target().labels();
    if (labels.isEmpty()) {
      properties.put("value", Map.of("type", "number"));
    } else {
      properties.put("label", Map.of("type", "string", "enum", labels));
      properties.put("probability", Map.of("type", "number"));
      properties.put("probabilities", Map.of("type", "object"));
    }
    properties.put("predictionId", Map.of("type", "string"));
    properties.put("version", Map.of("type", "string"));
    properties.put("warnings", Map.of("type", "array", "items", Map.of("type", "string")));
    Map<String, Object> prediction = Map.of("type", "object", "properties", properties);
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of("predictions", Map.of("type", "array", "items", prediction)));
  }

  private static Map<String, Object> content(Map<String, Object> schema) {
    return Map.of("content", Map.of("application/json", Map.of("schema", schema)));
  }
}

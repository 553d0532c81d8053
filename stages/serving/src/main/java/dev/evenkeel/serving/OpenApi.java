package dev.evenkeel.serving;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.registry.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model's own OpenAPI 3.1, from its signature.
final class OpenApi {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> NUMBER = Map.of("type", "number");

  private OpenApi() {}

  static Map<String, Object> of(ModelVersion version) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", "predict");
    operation.put("summary", "Predict with the champion of " + version.model());
    operation.put("parameters", List.of(requestKey()));
    Map<String, Object> body = new LinkedHashMap<>(content("application/json", body(version)));
    body.put("required", true);
    operation.put("requestBody", body);
    operation.put("responses", responses(version));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info", Map.of("title", version.model(), "version", String.valueOf(version.number())));
    document.put(
        "paths", Map.of("/v1/models/" + version.model() + ":predict", Map.of("post", operation)));
    return document;
  }

  private static Map<String, Object> requestKey() {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", RequestKey.HEADER);
    parameter.put("in", "header");
    parameter.put("description", "The same key again is the same prediction, and the same answer");
    parameter.put("schema", Map.of("type", "string", "minLength", 1, "maxLength", 200));
    return parameter;
  }

  private static Map<String, Object> responses(ModelVersion version) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Map<String, Object> answered =
        new LinkedHashMap<>(content("application/json", answer(version)));
    answered.put("description", "One prediction for each instance");
    responses.put("200", answered);
    responses.put("400", problem("The body is no JSON"));
    responses.put("404", problem("The model has no champion"));
    responses.put("409", problem("The idempotency key was used for other instances"));
    responses.put("413", problem("Too many instances, or too large a body"));
    responses.put("422", problem("An instance breaks the contract; `errors` says where"));
    return responses;
  }

  private static Map<String, Object> problem(String description) {
    Map<String, Object> problem =
        new LinkedHashMap<>(
            content(
                "application/problem+json",
                object(
                    Map.of("title", TEXT, "status", Map.of("type", "integer"), "detail", TEXT))));
    problem.put("description", description + " (RFC 9457)");
    return problem;
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
    Map<String, Object> instances = new LinkedHashMap<>();
    instances.put("type", "array");
    instances.put("minItems", 1);
    instances.put("maxItems", Instances.ROWS_MAX);
    instances.put("items", instance);
    Map<String, Object> body = new LinkedHashMap<>(object(Map.of("instances", instances)));
    body.put("additionalProperties", false);
    return body;
  }

  private static Map<String, Object> schema(Property input) {
    Map<String, Object> schema = new LinkedHashMap<>();
    String type = input.type().isTime() ? "string" : input.type().written();
    schema.put("type", input.required() ? type : List.of(type, "null"));
    if (!input.description().isEmpty()) {
      schema.put("description", input.description());
    }
    if (input.type().isTime()) {
      if (!input.format().isEmpty()) {
        schema.put("description", "a time written as " + input.format());
      } else {
        schema.put("format", input.type() == LogicalType.DATE ? "date" : "date-time");
      }
    }
    input.minimum().ifPresent(minimum -> schema.put("minimum", minimum));
    input.maximum().ifPresent(maximum -> schema.put("maximum", maximum));
    input.minLength().ifPresent(minimum -> schema.put("minLength", minimum));
    input.maxLength().ifPresent(maximum -> schema.put("maxLength", maximum));
    if (!input.pattern().isEmpty()) {
      schema.put("pattern", input.pattern());
    }
    if (!input.allowed().isEmpty() && input.type() == LogicalType.STRING) {
      List<@Nullable String> allowed = new ArrayList<>(input.allowed());
      if (!input.required() && input.allowedSeverity() == Severity.ERROR) {
        allowed.add(null);
      }
      schema.put(input.allowedSeverity() == Severity.ERROR ? "enum" : "examples", allowed);
    }
    return schema;
  }

  private static Map<String, Object> answer(ModelVersion version) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> labels = version.description().target().labels();
    if (labels.isEmpty()) {
      properties.put("value", NUMBER);
    } else {
      Map<String, Object> probabilities = new LinkedHashMap<>();
      labels.forEach(label -> probabilities.put(label, NUMBER));
      properties.put("label", Map.of("type", "string", "enum", labels));
      properties.put("probability", NUMBER);
      properties.put("probabilities", object(probabilities));
    }
    properties.put("model", TEXT);
    properties.put("version", TEXT);
    properties.put("alias", TEXT);
    properties.put("predictionId", TEXT);
    properties.put("warnings", Map.of("type", "array", "items", TEXT));
    Map<String, Object> predictions = new LinkedHashMap<>();
    predictions.put("type", "array");
    predictions.put("items", object(properties));
    return object(Map.of("predictions", predictions));
  }

  /// Every property is there.
  private static Map<String, Object> object(Map<String, Object> properties) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("required", properties.keySet().stream().sorted().toList());
    object.put("properties", properties);
    return object;
  }

  private static Map<String, Object> content(String type, Map<String, Object> schema) {
    return Map.of("content", Map.of(type, Map.of("schema", schema)));
  }
}

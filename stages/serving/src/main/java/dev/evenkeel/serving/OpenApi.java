package dev.evenkeel.serving;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.registry.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model's own OpenAPI 3.1, from its signature.
final class OpenApi {
  /// What the standard calls otherwise than OpenAPI does.
  private static final Map<String, String> FORMATS =
      Map.of("i8", "int8", "i16", "int16", "i32", "int32", "i64", "int64", "u8", "uint8");

  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> NUMBER = Map.of("type", "number");

  private OpenApi() {}

  /// @param example a row that the endpoint takes, if there is one
  static Map<String, Object> of(
      ModelVersion version, Optional<Map<String, @Nullable Object>> example) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", "predict");
    operation.put("summary", "Predict with the champion of " + version.model());
    operation.put("parameters", parameters());
    operation.put("requestBody", question(version, example));
    operation.put("responses", responses(version));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info", Map.of("title", version.model(), "version", String.valueOf(version.number())));
    document.put(
        "paths", Map.of("/v1/models/" + version.model() + ":predict", Map.of("post", operation)));
    return document;
  }

  private static Map<String, Object> question(
      ModelVersion version, Optional<Map<String, @Nullable Object>> example) {
    Map<String, Object> json = new LinkedHashMap<>(Map.of("schema", body(version)));
    Map<String, Object> csv = new LinkedHashMap<>();
    csv.put(
        "schema",
        Map.of(
            "type",
            "string",
            "description",
            "RFC 4180 in UTF-8 with a header; an empty cell is nothing"));
    example.ifPresent(row -> {
      json.put("example", Map.of("instances", List.of(row)));
      csv.put("example", csv(row));
    });
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("application/json", json);
    content.put("text/csv", csv);
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("content", content);
    question.put("required", true);
    return question;
  }

  private static String csv(Map<String, @Nullable Object> row) {
    StringBuilder csv = new StringBuilder();
    row.keySet().forEach(name -> CsvAnswers.cell(csv.append(csv.isEmpty() ? "" : ","), name));
    csv.append("\r\n");
    int start = csv.length();
    for (Object value : row.values()) {
      csv.append(csv.length() == start ? "" : ",");
      CsvAnswers.cell(csv, value == null ? "" : String.valueOf(value));
    }
    return csv.append("\r\n").toString();
  }

  private static List<Map<String, Object>> parameters() {
    Map<String, Object> explain = new LinkedHashMap<>();
    explain.put("name", "explain");
    explain.put("in", "query");
    explain.put(
        "description",
        "Explain each answer; `\"explain\": true` beside the instances says the same");
    explain.put("schema", Map.of("type", "boolean", "default", false));
    return List.of(
        explain,
        requestKey(),
        header(
            AskedContract.HEADER,
            "The digest of the contract that the client was written for; a model of another refuses",
            TEXT),
        header(Deployments.STICKY_KEY, "Equal keys go to the same version", TEXT),
        header(
            Deadlines.HEADER,
            "How many milliseconds the client waits",
            Map.of("type", "integer", "minimum", 1)));
  }

  private static Map<String, Object> header(
      String name, String description, Map<String, Object> schema) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", "header");
    parameter.put("description", description);
    parameter.put("schema", schema);
    return parameter;
  }

  private static Map<String, Object> requestKey() {
    return header(
        RequestKey.HEADER,
        "The same key again is the same prediction, and the same answer",
        Map.of("type", "string", "minLength", 1, "maxLength", 200));
  }

  private static Map<String, Object> responses(ModelVersion version) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("application/json", Map.of("schema", answer(version)));
    content.put("text/csv", Map.of("schema", TEXT));
    Map<String, Object> answered = new LinkedHashMap<>();
    answered.put("content", content);
    answered.put("description", "One prediction for each instance");
    responses.put("200", answered);
    responses.put("400", problem("The body is no JSON, or no CSV"));
    responses.put("404", problem("The model has no champion"));
    responses.put("409", problem("The idempotency key was used for other instances"));
    responses.put("413", problem("Too many instances, or too large a body"));
    responses.put("422", problem("An instance breaks the contract; `errors` says where"));
    responses.put("429", problem("Too much at once; `Retry-After` says when to come back"));
    responses.put("503", problem("The model cannot answer now"));
    responses.put("504", problem("It took longer than the client waits"));
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
    Map<String, Object> features = new LinkedHashMap<>();
    List<Property> inputs = version.description().signature().inputs();
    inputs.forEach(input -> features.put(input.name(), schema(input)));
    Map<String, Object> instance = new LinkedHashMap<>();
    instance.put("type", "object");
    instance.put("additionalProperties", false);
    instance.put(
        "required", inputs.stream().filter(Property::required).map(Property::name).toList());
    instance.put("properties", features);
    Map<String, Object> instances = new LinkedHashMap<>();
    instances.put("type", "array");
    instances.put("minItems", 1);
    instances.put("maxItems", Instances.ROWS_MAX);
    instances.put("items", instance);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("instances", instances);
    properties.put("explain", Map.of("type", "boolean", "default", false));
    Map<String, Object> body = new LinkedHashMap<>(object(properties, "explain"));
    body.put("additionalProperties", false);
    return body;
  }

  static Map<String, Object> schema(Property input) {
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
    input.limits().above().ifPresent(bound -> schema.put("exclusiveMinimum", bound));
    input.limits().below().ifPresent(bound -> schema.put("exclusiveMaximum", bound));
    input.limits().multipleOf().ifPresent(factor -> schema.put("multipleOf", factor));
    if (!input.limits().format().isEmpty()) {
      schema.put("format", FORMATS.getOrDefault(input.limits().format(), input.limits().format()));
    }
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
    properties.put("explanation", explanation());
    properties.put("alias", TEXT);
    properties.put("predictionId", TEXT);
    properties.put("warnings", Map.of("type", "array", "items", TEXT));
    Map<String, Object> predictions = new LinkedHashMap<>();
    predictions.put("type", "array");
    predictions.put("items", object(properties, "explanation"));
    return object(Map.of("predictions", predictions));
  }

  private static Map<String, Object> explanation() {
    Map<String, Object> contribution = object(Map.of("feature", TEXT, "contribution", NUMBER));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("available", Map.of("type", "boolean"));
    properties.put("reason", TEXT);
    properties.put("label", TEXT);
    properties.put("base", NUMBER);
    properties.put("margin", NUMBER);
    properties.put("contributions", Map.of("type", "array", "items", contribution));
    properties.put("reasons", Map.of("type", "array", "items", TEXT));
    return object(properties, "reason", "label", "base", "margin", "contributions", "reasons");
  }

  /// @param optional every other property is there
  private static Map<String, Object> object(Map<String, Object> properties, String... optional) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put(
        "required",
        properties.keySet().stream()
            .filter(name -> !List.of(optional).contains(name))
            .sorted()
            .toList());
    object.put("properties", properties);
    return object;
  }

  private static Map<String, Object> content(String type, Map<String, Object> schema) {
    return Map.of("content", Map.of(type, Map.of("schema", schema)));
  }
}

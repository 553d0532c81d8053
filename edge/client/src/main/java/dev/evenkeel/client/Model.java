package dev.evenkeel.client;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A model that answers by the names of its fields. A row is any value that Jackson writes as an
/// object with these names: a record of the application, or a map.
public final class Model {
  private static final String CONTRACT = "Evenkeel-Contract";

  private final Http http;
  private final String path;
  private final Map<String, String> headers;

  private Model(Http http, String path, Map<String, String> headers) {
    this.http = http;
    this.path = path;
    this.headers = headers;
  }

  static Model named(Http http, String name) {
    return new Model(http, "/v1/models/" + Http.encoded(name), Map.of());
  }

  /// The same model, always by this version.
  public Model version(int number) {
    return new Model(http, path + "/versions/" + number, headers);
  }

  /// The same model, by whatever version the alias points at.
  public Model alias(String alias) {
    return new Model(http, path + "/labels/" + Http.encoded(alias), headers);
  }

  /// The same model, which refuses when it was made under another contract than its client was
  /// written for.
  ///
  /// @param digest of the contract's content, as a generated record's `@FromContract` has it
  public Model underContract(String digest) {
    return new Model(http, path, Map.of(CONTRACT, digest));
  }

  /// What it says of one row.
  public Prediction predict(Object row) {
    return predictAll(List.of(row)).get(0);
  }

  /// What it says of each row, in their order; all are answered, or none.
  ///
  /// @param rows at most 10,000
  public List<Prediction> predictAll(List<?> rows) {
    JsonNode answer = http.send("POST", path + ":predict", Map.of("instances", rows), headers);
    return answer.path("predictions").valueStream().map(Prediction::of).toList();
  }

  /// Tells what turned out to be true: a label, or a quantity as a number.
  public void feedback(String predictionId, Object truth) {
    http.send(
        "POST",
        "/api/v1/predictions/" + UUID.fromString(predictionId) + "/feedback",
        Map.of("truth", truth));
  }
}

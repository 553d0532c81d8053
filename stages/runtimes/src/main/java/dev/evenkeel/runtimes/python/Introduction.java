package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a worker says of the model that it loaded.
///
/// @param labels none for a quantity
/// @param probabilities whether it knows how sure it is
/// @param features names of its inputs; none when it knows none
/// @param width how many inputs it takes; 0 when it does not know
record Introduction(List<String> labels, boolean probabilities, List<String> features, int width) {
  Introduction {
    labels = List.copyOf(labels);
    features = List.copyOf(features);
  }

  static Introduction read(byte[] json) {
    JsonNode node = Json.parse(json, "what the worker said");
    return new Introduction(
        texts(node.path("labels")),
        node.path("probabilities").asBoolean(false),
        texts(node.path("features")),
        node.path("width").asInt(0));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString("")));
    return texts;
  }

  int outputs() {
    return Math.max(1, labels.size());
  }
}

package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Trees to records and back.
final class Binding {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .changeDefaultPropertyInclusion(include ->
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
          .build();

  private Binding() {}

  static Document document(JsonNode tree) {
    JsonNode team = tree.path("team");
    if (team.isArray()) {
      ObjectNode copy = (ObjectNode) tree.deepCopy();
      copy.putObject("team").set("members", team);
      return MAPPER.treeToValue(copy, Document.class);
    }
    return MAPPER.treeToValue(tree, Document.class);
  }

  /// In the order of the records, without what is absent.
  static JsonNode tree(Document document) {
    ObjectNode tree = MAPPER.valueToTree(document);
    if (document.apiVersion().startsWith("v3.0") && document.team().isPresent()) {
      tree.set("team", tree.path("team").path("members"));
    }
    return tree;
  }

  static String pointer(JacksonException e) {
    StringBuilder pointer = new StringBuilder();
    List<JacksonException.Reference> path = e.getPath();
    for (JacksonException.Reference step : path) {
      String name = step.getPropertyName();
      pointer
          .append('/')
          .append(
              name == null
                  ? String.valueOf(step.getIndex())
                  : name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }
}

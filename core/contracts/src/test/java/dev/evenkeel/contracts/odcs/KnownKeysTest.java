package dev.evenkeel.contracts.odcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The keys are those of the standard's schemas.
class KnownKeysTest {
  @ParameterizedTest
  @CsvSource({"v3.0.2, 3.0.2", "v3.1.0, 3.1.0", "v3.2.0, 3.2.0"})
  void areThoseOfEachVersionOfTheStandard(String apiVersion, String file) throws IOException {
    JsonNode schema;
    try (InputStream text =
        KnownKeysTest.class.getResourceAsStream("/odcs/odcs-%s.schema.json".formatted(file))) {
      schema = Json.parse(text.readAllBytes(), file);
    }
    assertKeys(apiVersion, "/schema/0", keys(schema, "SchemaElement", "SchemaObject"));
    Set<String> property =
        keys(schema, "SchemaElement", "SchemaBaseProperty", "SchemaItemProperty");
    // The schema adds them by conditions on the type.
    property.add("items");
    if (apiVersion.equals("v3.2.0")) {
      property.add("map");
    }
    assertKeys(apiVersion, "/schema/0/properties/1", property);
    Set<String> quality =
        keys(schema, "DataQuality", "DataQualityLibrary", "DataQualitySql", "DataQualityCustom");
    for (JsonNode operator : schema.path("$defs").path("DataQualityOperators").path("oneOf")) {
      quality.addAll(operator.path("properties").propertyNames());
    }
    assertKeys(apiVersion, "/schema/0/quality/0", quality);
  }

  private static Set<String> keys(JsonNode schema, String... definitions) {
    Set<String> keys = new TreeSet<>();
    for (String definition : definitions) {
      JsonNode found = schema.path("$defs").path(definition);
      keys.addAll(found.path("properties").propertyNames());
      for (JsonNode choice : found.path("oneOf")) {
        keys.addAll(choice.path("properties").propertyNames());
      }
    }
    return keys;
  }

  private static void assertKeys(String apiVersion, String pointer, Set<String> keys) {
    Set<String> known = new TreeSet<>();
    for (String key : KnownKeys.ALL) {
      if (KnownKeys.isKnown(apiVersion, pointer, key)) {
        known.add(key);
      }
    }
    assertThat(known).as(pointer).isEqualTo(keys);
  }
}

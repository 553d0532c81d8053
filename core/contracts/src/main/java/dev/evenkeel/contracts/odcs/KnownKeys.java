package dev.evenkeel.contracts.odcs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Keys of the standard: to tell which one was probably meant, and whether a key that the library
/// reports is really unknown. When one part of an element is wrong, the library calls all of its
/// keys unknown.
final class KnownKeys {
  private static final Set<String> OBJECT =
      keys(
          """
          authoritativeDefinitions businessName context customProperties
          dataGranularityDescription deprecated description id logicalType name physicalName
          physicalType properties quality relationships synonyms tags\
          """);
  private static final Set<String> PROPERTY =
      keys(
          """
          authoritativeDefinitions businessName classification criticalDataElement
          customProperties deprecated description encryptedName enum examples id items
          logicalType logicalTypeOptions map name partitionKeyPosition partitioned physicalName
          physicalType primaryKey primaryKeyPosition properties quality relationships required
          semanticType synonyms tags transformDescription transformLogic transformSourceObjects
          unique\
          """);
  private static final Set<String> QUALITY =
      keys(
          """
          arguments authoritativeDefinitions businessImpact customProperties description
          dimension engine id implementation method metric mustBe mustBeBetween
          mustBeGreaterOrEqualTo mustBeGreaterThan mustBeLessOrEqualTo mustBeLessThan mustNotBe
          mustNotBeBetween name query rule schedule scheduler severity tags type unit\
          """);
  private static final Set<String> OTHERS =
      keys(
          """
          access apiVersion catalog catalogUrl channel contractCreatedTs dataProduct database
          dateIn dateOut defaultTimezone delimiter dimensions distanceMetric domain driver element
          elementType embeddingModel embeddingModelVersion encoding endpointUrl environment
          exclusiveMaximum exclusiveMinimum firstLevelApprovers format from host invitationUrl key
          kind label limitations locale location maxItems maxLength maxProperties maximum members
          minItems minLength minProperties minimum multipleOf namespace normalized path pattern
          port price priceAmount priceCurrency priceUnit property purpose replacedByUsername role
          roles schema scope secondLevelApprovers server servers slaDefaultElement slaProperties
          source status support synonym team tenant timezone to tool uniqueItems url usage username
          validValues value valueExt vendor version warehouse\
          """);

  /// Keys that came later than 3.0, by the kind of their element and the version.
  private static final Map<String, Map<String, Set<String>>> SINCE =
      Map.of(
          "v3.1.0",
          Map.of(
              "object", Set.of("relationships", "id"),
              "property", Set.of("relationships", "id"),
              "quality", Set.of("id", "metric", "arguments")),
          "v3.2.0",
          Map.of(
              "object", Set.of("context", "deprecated", "synonyms"),
              "property", Set.of("enum", "map", "semanticType", "deprecated", "synonyms"),
              "quality", Set.of()));

  static final Set<String> ALL = all();

  private KnownKeys() {}

  /// Whether an element of the document may have a key.
  ///
  /// @param pointer of the element
  static boolean isKnown(String apiVersion, String pointer, String key) {
    String kind = kind(pointer);
    Set<String> known =
        switch (kind) {
          case "object" -> OBJECT;
          case "property" -> PROPERTY;
          case "quality" -> QUALITY;
          default -> Set.of();
        };
    return known.contains(key)
        && SINCE.entrySet().stream()
            .noneMatch(since ->
                apiVersion.compareTo(since.getKey()) < 0
                    && since.getValue().getOrDefault(kind, Set.of()).contains(key));
  }

  private static String kind(String pointer) {
    if (pointer.matches("/schema/\\d+")) {
      return "object";
    }
    if (pointer.matches("/schema/.*/quality/\\d+")) {
      return "quality";
    }
    return pointer.matches("/schema/\\d+(/properties/\\d+|/items|/map/key|/map/value)+")
        ? "property"
        : "";
  }

  private static Set<String> all() {
    Set<String> all = new TreeSet<>();
    for (Set<String> some : List.of(OBJECT, PROPERTY, QUALITY, OTHERS)) {
      all.addAll(some);
    }
    return all;
  }

  private static Set<String> keys(String words) {
    return Set.of(words.split("\\s+"));
  }
}

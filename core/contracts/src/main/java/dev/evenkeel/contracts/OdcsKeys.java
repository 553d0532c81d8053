package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.YamlMap;
import java.util.List;
import java.util.Set;

/// The keys of ODCS 3.0 to 3.2. Those that this version does not use are accepted, so that a
/// contract may say more than it checks; a misspelt one would silently check nothing, and is
/// refused.
final class OdcsKeys {
  static final Set<String> TOP =
      keys(
          """
          version apiVersion kind id name tenant tags status domain dataProduct description
          contractCreatedTs context schema servers team roles support price slaProperties
          slaDefaultElement customProperties authoritativeDefinitions\
          """);
  static final Set<String> OBJECT =
      keys(
          """
          id name physicalName logicalType physicalType businessName description
          dataGranularityDescription properties relationships quality tags deprecated synonyms
          context customProperties authoritativeDefinitions\
          """);
  static final Set<String> PROPERTY =
      keys(
          """
          id name primaryKey primaryKeyPosition logicalType logicalTypeOptions physicalType
          physicalName required unique partitioned partitionKeyPosition classification encryptedName
          transformSourceObjects transformLogic transformDescription examples criticalDataElement
          items relationships quality enum map semanticType deprecated synonyms businessName
          description tags customProperties authoritativeDefinitions context\
          """);
  static final Set<String> OPTIONS =
      keys(
          """
          minimum maximum exclusiveMinimum exclusiveMaximum multipleOf format minLength maxLength
          pattern timezone defaultTimezone\
          """);
  static final Set<String> LEVEL =
      keys(
          """
          id value label name description deprecated synonyms tags context customProperties
          authoritativeDefinitions\
          """);
  static final Set<String> QUALITY =
      keys(
          """
          id name description type metric rule arguments validValues dimension severity
          businessImpact unit method schedule scheduler tags query engine implementation
          mustBe mustNotBe mustBeGreaterThan mustBeGreaterOrEqualTo mustBeLessThan
          mustBeLessOrEqualTo mustBeBetween mustNotBeBetween customProperties
          authoritativeDefinitions\
          """);

  private OdcsKeys() {}

  private static Set<String> keys(String words) {
    return Set.of(words.split("\\s+"));
  }

  /// Refuses a key that is not among the known ones.
  static void demand(YamlMap map, Set<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    for (String key : map.keys()) {
      if (!known.contains(key)) {
        String near = Names.nearest(key, sorted);
        throw map.placeOf(key)
            .problem(
                "key `%s` is not in the standard".formatted(Names.abbreviate(key)),
                "a key of ODCS 3.2",
                near.isEmpty() ? "put it under `customProperties`" : "write `%s`".formatted(near))
            .asException();
      }
    }
  }
}

package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table, a topic, a folder of files.
///
/// @param logicalType `object`, or `blob` since 3.2
/// @param unknown keys that the standard does not have, as they are written
public record SchemaObject(
    String id,
    String name,
    String physicalName,
    String physicalType,
    String logicalType,
    String businessName,
    String description,
    String dataGranularityDescription,
    boolean deprecated,
    List<Synonym> synonyms,
    List<SchemaProperty> properties,
    List<Relationship> relationships,
    List<QualityRule> quality,
    List<String> tags,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    Optional<Object> context,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public SchemaObject {
    id = Objects.requireNonNullElse(id, "");
    name = Objects.requireNonNullElse(name, "");
    physicalName = Objects.requireNonNullElse(physicalName, "");
    physicalType = Objects.requireNonNullElse(physicalType, "");
    logicalType = Objects.requireNonNullElse(logicalType, "");
    businessName = Objects.requireNonNullElse(businessName, "");
    description = Objects.requireNonNullElse(description, "");
    dataGranularityDescription = Objects.requireNonNullElse(dataGranularityDescription, "");
    synonyms = synonyms == null ? List.of() : List.copyOf(synonyms);
    properties = properties == null ? List.of() : List.copyOf(properties);
    relationships = relationships == null ? List.of() : List.copyOf(relationships);
    quality = quality == null ? List.of() : List.copyOf(quality);
    tags = tags == null ? List.of() : List.copyOf(tags);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    context = context == null ? Optional.empty() : context;
    unknown = Trees.map(unknown);
  }
}

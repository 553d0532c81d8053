package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A column, or a part of one.
///
/// @param name empty for the items of an array
/// @param primaryKeyPosition from 1
/// @param items of an array
/// @param properties of an object
/// @param enumValues 3.2: the values that are allowed
/// @param unknown keys that the standard does not have, as they are written
public record SchemaProperty(
    String id,
    String name,
    String physicalName,
    String physicalType,
    String logicalType,
    Optional<TypeOptions> logicalTypeOptions,
    String businessName,
    String description,
    boolean required,
    boolean unique,
    boolean primaryKey,
    OptionalInt primaryKeyPosition,
    boolean partitioned,
    OptionalInt partitionKeyPosition,
    String classification,
    String encryptedName,
    boolean criticalDataElement,
    String semanticType,
    boolean deprecated,
    List<Synonym> synonyms,
    @JsonProperty("enum") List<EnumValue> enumValues,
    Optional<MapType> map,
    Optional<SchemaProperty> items,
    List<SchemaProperty> properties,
    List<Relationship> relationships,
    List<QualityRule> quality,
    List<String> transformSourceObjects,
    String transformLogic,
    String transformDescription,
    List<@Nullable Object> examples,
    List<String> tags,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public SchemaProperty {
    id = Objects.requireNonNullElse(id, "");
    name = Objects.requireNonNullElse(name, "");
    physicalName = Objects.requireNonNullElse(physicalName, "");
    physicalType = Objects.requireNonNullElse(physicalType, "");
    logicalType = Objects.requireNonNullElse(logicalType, "");
    logicalTypeOptions = logicalTypeOptions == null ? Optional.empty() : logicalTypeOptions;
    businessName = Objects.requireNonNullElse(businessName, "");
    description = Objects.requireNonNullElse(description, "");
    classification = Objects.requireNonNullElse(classification, "");
    encryptedName = Objects.requireNonNullElse(encryptedName, "");
    semanticType = Objects.requireNonNullElse(semanticType, "");
    synonyms = synonyms == null ? List.of() : List.copyOf(synonyms);
    enumValues = enumValues == null ? List.of() : List.copyOf(enumValues);
    map = map == null ? Optional.empty() : map;
    items = items == null ? Optional.empty() : items;
    properties = properties == null ? List.of() : List.copyOf(properties);
    relationships = relationships == null ? List.of() : List.copyOf(relationships);
    quality = quality == null ? List.of() : List.copyOf(quality);
    transformSourceObjects =
        transformSourceObjects == null ? List.of() : List.copyOf(transformSourceObjects);
    transformLogic = Objects.requireNonNullElse(transformLogic, "");
    transformDescription = Objects.requireNonNullElse(transformDescription, "");
    examples = Trees.list(examples);
    tags = tags == null ? List.of() : List.copyOf(tags);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    unknown = Trees.map(unknown);
  }
}

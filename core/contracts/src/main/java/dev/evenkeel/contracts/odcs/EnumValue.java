package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A value that is allowed.
///
/// @param unknown keys that the standard does not have, as they are written
public record EnumValue(
    Object value,
    String label,
    String id,
    String description,
    List<String> tags,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public EnumValue {
    label = Objects.requireNonNullElse(label, "");
    id = Objects.requireNonNullElse(id, "");
    description = Objects.requireNonNullElse(description, "");
    tags = tags == null ? List.of() : List.copyOf(tags);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    unknown = Trees.map(unknown);
  }
}

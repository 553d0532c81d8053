package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One who answers for the data.
///
/// @param dateIn ISO 8601
/// @param dateOut ISO 8601
/// @param unknown keys that the standard does not have, as they are written
public record TeamMember(
    String id,
    String username,
    String name,
    String description,
    String role,
    String dateIn,
    String dateOut,
    String replacedByUsername,
    List<String> tags,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public TeamMember {
    id = Objects.requireNonNullElse(id, "");
    username = Objects.requireNonNullElse(username, "");
    name = Objects.requireNonNullElse(name, "");
    description = Objects.requireNonNullElse(description, "");
    role = Objects.requireNonNullElse(role, "");
    dateIn = Objects.requireNonNullElse(dateIn, "");
    dateOut = Objects.requireNonNullElse(dateOut, "");
    replacedByUsername = Objects.requireNonNullElse(replacedByUsername, "");
    tags = tags == null ? List.of() : List.copyOf(tags);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    unknown = Trees.map(unknown);
  }
}

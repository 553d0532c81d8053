package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who may use the data.
///
/// @param unknown keys that the standard does not have, as they are written
public record Role(
    String id,
    String role,
    String description,
    String access,
    String firstLevelApprovers,
    String secondLevelApprovers,
    List<CustomProperty> customProperties,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Role {
    id = Objects.requireNonNullElse(id, "");
    role = Objects.requireNonNullElse(role, "");
    description = Objects.requireNonNullElse(description, "");
    access = Objects.requireNonNullElse(access, "");
    firstLevelApprovers = Objects.requireNonNullElse(firstLevelApprovers, "");
    secondLevelApprovers = Objects.requireNonNullElse(secondLevelApprovers, "");
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    unknown = Trees.map(unknown);
  }
}

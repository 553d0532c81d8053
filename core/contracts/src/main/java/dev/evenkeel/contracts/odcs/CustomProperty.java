package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the standard has no place for.
///
/// @param unknown keys that the standard does not have, as they are written
public record CustomProperty(
    String id,
    String property,
    Optional<Object> value,
    String description,
    String vendor,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public CustomProperty {
    id = Objects.requireNonNullElse(id, "");
    property = Objects.requireNonNullElse(property, "");
    value = value == null ? Optional.empty() : value;
    description = Objects.requireNonNullElse(description, "");
    vendor = Objects.requireNonNullElse(vendor, "");
    unknown = Trees.map(unknown);
  }
}

package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A reference to properties of another object.
///
/// @param type `foreignKey`, also when it is absent
/// @param from a text, or a list for a key of several parts; absent at a property
/// @param to a text or a list
/// @param unknown keys that the standard does not have, as they are written
public record Relationship(
    String id,
    String type,
    Optional<Object> from,
    Optional<Object> to,
    List<CustomProperty> customProperties,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Relationship {
    id = Objects.requireNonNullElse(id, "");
    type = Objects.requireNonNullElse(type, "");
    from = from == null ? Optional.empty() : from;
    to = to == null ? Optional.empty() : to;
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    unknown = Trees.map(unknown);
  }
}

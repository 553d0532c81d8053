package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A document elsewhere.
///
/// @param unknown keys that the standard does not have, as they are written
public record AuthoritativeDefinition(
    String id,
    String url,
    String type,
    String description,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public AuthoritativeDefinition {
    id = Objects.requireNonNullElse(id, "");
    url = Objects.requireNonNullElse(url, "");
    type = Objects.requireNonNullElse(type, "");
    description = Objects.requireNonNullElse(description, "");
    unknown = Trees.map(unknown);
  }
}

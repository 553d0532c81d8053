package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Another name.
///
/// @param unknown keys that the standard does not have, as they are written
public record Synonym(
    String id,
    String synonym,
    String description,
    String locale,
    String source,
    String status,
    List<CustomProperty> customProperties,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Synonym {
    id = Objects.requireNonNullElse(id, "");
    synonym = Objects.requireNonNullElse(synonym, "");
    description = Objects.requireNonNullElse(description, "");
    locale = Objects.requireNonNullElse(locale, "");
    source = Objects.requireNonNullElse(source, "");
    status = Objects.requireNonNullElse(status, "");
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    unknown = Trees.map(unknown);
  }
}

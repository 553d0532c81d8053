package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a map maps.
///
/// @param unknown keys that the standard does not have, as they are written
public record MapType(
    SchemaProperty key,
    SchemaProperty value,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public MapType {
    unknown = Trees.map(unknown);
  }
}

package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A service level.
///
/// @param property `latency`, `retention`, …; the list is open
/// @param element properties that it is about: `sales.at`, several with commas
/// @param unknown keys that the standard does not have, as they are written
public record SlaProperty(
    String id,
    String property,
    Optional<Object> value,
    Optional<Object> valueExt,
    String unit,
    String element,
    String driver,
    String description,
    String scheduler,
    String schedule,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public SlaProperty {
    id = Objects.requireNonNullElse(id, "");
    property = Objects.requireNonNullElse(property, "");
    value = value == null ? Optional.empty() : value;
    valueExt = valueExt == null ? Optional.empty() : valueExt;
    unit = Objects.requireNonNullElse(unit, "");
    element = Objects.requireNonNullElse(element, "");
    driver = Objects.requireNonNullElse(driver, "");
    description = Objects.requireNonNullElse(description, "");
    scheduler = Objects.requireNonNullElse(scheduler, "");
    schedule = Objects.requireNonNullElse(schedule, "");
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    unknown = Trees.map(unknown);
  }
}

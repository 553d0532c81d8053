package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a logical type is narrowed to. Which of these a type may have, the reader checks.
///
/// @param minimum a number, or a text for dates and times
/// @param pattern ECMA-262, unanchored
/// @param format of strings, dates and times, integers and numbers
/// @param unknown keys that the standard does not have, as they are written
public record TypeOptions(
    OptionalLong minLength,
    OptionalLong maxLength,
    String pattern,
    String format,
    Optional<Object> minimum,
    Optional<Object> maximum,
    Optional<Object> exclusiveMinimum,
    Optional<Object> exclusiveMaximum,
    Optional<BigDecimal> multipleOf,
    Optional<Boolean> timezone,
    String defaultTimezone,
    OptionalLong minItems,
    OptionalLong maxItems,
    boolean uniqueItems,
    OptionalLong minProperties,
    OptionalLong maxProperties,
    List<String> required,
    OptionalLong dimensions,
    String elementType,
    String distanceMetric,
    String embeddingModel,
    String embeddingModelVersion,
    boolean normalized,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public TypeOptions {
    pattern = Objects.requireNonNullElse(pattern, "");
    format = Objects.requireNonNullElse(format, "");
    minimum = minimum == null ? Optional.empty() : minimum;
    maximum = maximum == null ? Optional.empty() : maximum;
    exclusiveMinimum = exclusiveMinimum == null ? Optional.empty() : exclusiveMinimum;
    exclusiveMaximum = exclusiveMaximum == null ? Optional.empty() : exclusiveMaximum;
    multipleOf = multipleOf == null ? Optional.empty() : multipleOf;
    timezone = timezone == null ? Optional.empty() : timezone;
    defaultTimezone = Objects.requireNonNullElse(defaultTimezone, "");
    required = required == null ? List.of() : List.copyOf(required);
    elementType = Objects.requireNonNullElse(elementType, "");
    distanceMetric = Objects.requireNonNullElse(distanceMetric, "");
    embeddingModel = Objects.requireNonNullElse(embeddingModel, "");
    embeddingModelVersion = Objects.requireNonNullElse(embeddingModelVersion, "");
    unknown = Trees.map(unknown);
  }
}

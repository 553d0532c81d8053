package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A rule on a property or an object, as it is written.
///
/// @param type `library`, `sql`, `text` or `custom`; empty when it is left to the reader
/// @param metric of the library
/// @param rule what 3.0 called the metric
/// @param validValues of 3.0; since 3.1 they stand in the arguments
/// @param implementation of a custom engine: a text or a tree
/// @param unknown keys that the standard does not have, as they are written
public record QualityRule(
    String id,
    String name,
    String description,
    String type,
    String metric,
    String rule,
    String query,
    String engine,
    Optional<Object> implementation,
    Map<String, @Nullable Object> arguments,
    Optional<Object> mustBe,
    Optional<Object> mustNotBe,
    Optional<BigDecimal> mustBeGreaterThan,
    Optional<BigDecimal> mustBeGreaterOrEqualTo,
    Optional<BigDecimal> mustBeLessThan,
    Optional<BigDecimal> mustBeLessOrEqualTo,
    List<BigDecimal> mustBeBetween,
    List<BigDecimal> mustNotBeBetween,
    List<@Nullable Object> validValues,
    String unit,
    String dimension,
    String severity,
    String businessImpact,
    String method,
    String schedule,
    String scheduler,
    List<String> tags,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public QualityRule {
    id = Objects.requireNonNullElse(id, "");
    name = Objects.requireNonNullElse(name, "");
    description = Objects.requireNonNullElse(description, "");
    type = Objects.requireNonNullElse(type, "");
    metric = Objects.requireNonNullElse(metric, "");
    rule = Objects.requireNonNullElse(rule, "");
    query = Objects.requireNonNullElse(query, "");
    engine = Objects.requireNonNullElse(engine, "");
    implementation = implementation == null ? Optional.empty() : implementation;
    arguments = Trees.map(arguments);
    mustBe = mustBe == null ? Optional.empty() : mustBe;
    mustNotBe = mustNotBe == null ? Optional.empty() : mustNotBe;
    mustBeGreaterThan = mustBeGreaterThan == null ? Optional.empty() : mustBeGreaterThan;
    mustBeGreaterOrEqualTo =
        mustBeGreaterOrEqualTo == null ? Optional.empty() : mustBeGreaterOrEqualTo;
    mustBeLessThan = mustBeLessThan == null ? Optional.empty() : mustBeLessThan;
    mustBeLessOrEqualTo = mustBeLessOrEqualTo == null ? Optional.empty() : mustBeLessOrEqualTo;
    mustBeBetween = mustBeBetween == null ? List.of() : List.copyOf(mustBeBetween);
    mustNotBeBetween = mustNotBeBetween == null ? List.of() : List.copyOf(mustNotBeBetween);
    validValues = Trees.list(validValues);
    unit = Objects.requireNonNullElse(unit, "");
    dimension = Objects.requireNonNullElse(dimension, "");
    severity = Objects.requireNonNullElse(severity, "");
    businessImpact = Objects.requireNonNullElse(businessImpact, "");
    method = Objects.requireNonNullElse(method, "");
    schedule = Objects.requireNonNullElse(schedule, "");
    scheduler = Objects.requireNonNullElse(scheduler, "");
    tags = tags == null ? List.of() : List.copyOf(tags);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    unknown = Trees.map(unknown);
  }
}

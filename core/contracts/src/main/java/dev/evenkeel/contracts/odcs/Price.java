package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What it costs.
///
/// @param unknown keys that the standard does not have, as they are written
public record Price(
    String id,
    Optional<BigDecimal> priceAmount,
    String priceCurrency,
    String priceUnit,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Price {
    id = Objects.requireNonNullElse(id, "");
    priceAmount = priceAmount == null ? Optional.empty() : priceAmount;
    priceCurrency = Objects.requireNonNullElse(priceCurrency, "");
    priceUnit = Objects.requireNonNullElse(priceUnit, "");
    unknown = Trees.map(unknown);
  }
}

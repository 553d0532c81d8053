package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Rule;
import java.math.BigDecimal;
import java.util.Optional;

/// What became of a rule.
///
/// @param reason in one sentence without a full stop; empty when it passed
/// @param measured the number that was compared: rows that broke it, or what a metric counts
public record RuleResult(
    Rule rule, Outcome outcome, String reason, Optional<BigDecimal> measured) {}

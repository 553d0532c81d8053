package dev.evenkeel.contracts;

/// One way in which a record breaks its contract.
///
/// @param pointer RFC 6901, into the request: `/instances/3/age`
/// @param rule `type`, `required`, `enum`, `range`, `length`, `pattern` or `unknown-field`
/// @param found what was there, shortened
public record Violation(String pointer, String rule, String expected, String found) {}

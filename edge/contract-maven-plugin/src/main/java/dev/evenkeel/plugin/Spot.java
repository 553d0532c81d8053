package dev.evenkeel.plugin;

import dev.evenkeel.contracts.odcs.SchemaProperty;

/// A value in a constructor.
///
/// @param name of the variable that holds it
/// @param path in the contract, for messages: `orders.customer.ages[]`
record Spot(String name, String path, SchemaProperty property, JavaType type, boolean isRequired) {}

package dev.evenkeel.models;

/// A feature as written: `wall: one_hot(wall, 'brick', 'wood')`. [FeatureProgram] holds the
/// grammar.
public record Feature(String name, String expression) {}

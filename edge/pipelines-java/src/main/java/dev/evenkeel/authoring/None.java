package dev.evenkeel.authoring;

/// No parameters, no inputs, or no answers.
public record None() {}

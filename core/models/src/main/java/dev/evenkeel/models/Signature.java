package dev.evenkeel.models;

import dev.evenkeel.contracts.Property;
import java.util.List;

/// What a model is asked with: the contract's columns that its features use.
public record Signature(List<Property> inputs) {
  public Signature {
    inputs = List.copyOf(inputs);
  }
}

package dev.evenkeel.models;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.time.Duration;
import java.util.List;

/// A linear model in memory.
record LoadedLinear(LinearModel engine) implements LoadedModel {
  @Override
  public ModelDescription described() {
    List<Property> inputs =
        engine.featureNames().stream()
            .map(name -> Property.of(name, LogicalType.NUMBER, false))
            .toList();
    List<Feature> features = engine.featureNames().stream().map(Feature::of).toList();
    Target target =
        engine.classes() == 0
            ? new Target.Quantity("prediction", Duration.ZERO)
            : new Target.Classes("prediction", Duration.ZERO, engine.labels());
    return new ModelDescription(
        new Signature(inputs), features, target, ModelDescription.LINEAR_JSON);
  }

  @Override
  public long memoryBytes() {
    return engine.memoryBytes();
  }

  @Override
  public String runsOn() {
    return "native linear";
  }
}

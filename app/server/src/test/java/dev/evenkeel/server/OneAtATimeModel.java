package dev.evenkeel.server;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.NewVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A model of one number, and the runtime that loads it: it answers one call at a time, zeros, and
/// each when the test lets it.
abstract class OneAtATimeModel implements ModelRuntime, LoadedModel, ColumnPredictor {
  private static final String FORMAT = "one-at-a-time";

  /// Returns when the call may be answered.
  ///
  /// @param x the number of each row
  abstract void await(double[] x);

  /// A version `m` that nothing but this loads.
  static NewVersion version() {
    return new NewVersion(
        "m",
        new ModelDescription(
            new Signature(List.of(Property.of("x", LogicalType.NUMBER, true))),
            List.of(new Feature("x", "x")),
            new Target.Quantity("y", Duration.ZERO),
            FORMAT),
        new byte[] {1},
        Optional.empty(),
        "",
        Optional.empty(),
        "by hand",
        1,
        Map.of(),
        Map.of());
  }

  @Override
  public final double[] predict(Frame columns) {
    if (!(columns.column("x") instanceof Frame.Numbers(double[] x))) {
      throw new IllegalStateException("Cannot answer: x is a number");
    }
    await(x);
    return new double[columns.rows()];
  }

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT);
  }

  @Override
  public LoadedModel load(ModelFile file) {
    return this;
  }

  @Override
  public Engine engine() {
    return this;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public ModelDescription described() {
    throw new IllegalStateException("Cannot describe: nobody should ask");
  }

  @Override
  public long memoryBytes() {
    return 1;
  }

  @Override
  public String runsOn() {
    return "the test";
  }

  @Override
  public int concurrency() {
    return 1;
  }

  @Override
  public void close() {}
}

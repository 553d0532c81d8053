package dev.evenkeel.scoring;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Predictor;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// A model of one number `x`, whose answers are computed in one line.
record TestModel(int outputs, DoubleUnaryOperator answer, Target target) implements LoadedModel {
  /// Twice `x`.
  static BatchModel quantity() {
    return batch(new TestModel(1, x -> 2 * x, new Target.Quantity("y", Duration.ZERO)));
  }

  /// Probability of `yes` is `x`.
  static BatchModel classes() {
    return batch(
        new TestModel(2, x -> x, new Target.Classes("y", Duration.ZERO, List.of("no", "yes"))));
  }

  /// Throws at a row.
  static BatchModel failing(double at) {
    DoubleUnaryOperator failing =
        x -> {
          if (x == at) {
            throw new UnsupportedOperationException("the model broke");
          }
          return x;
        };
    return batch(new TestModel(1, failing, new Target.Quantity("y", Duration.ZERO)));
  }

  private static BatchModel batch(TestModel model) {
    return new BatchModel("m", "3", model.described(), model);
  }

  @Override
  public Engine engine() {
    return new Predictor() {
      @Override
      public int inputs() {
        return 1;
      }

      @Override
      public int outputs() {
        return outputs;
      }

      @Override
      public void predict(float[] inputs, int offset, double[] out) {
        double value = answer.applyAsDouble(inputs[offset]);
        out[outputs - 1] = value;
        if (outputs == 2) {
          out[0] = 1 - value;
        }
      }
    };
  }

  @Override
  public ModelDescription described() {
    return new ModelDescription(
        new Signature(List.of(Property.of("x", LogicalType.NUMBER, true))),
        List.of(Feature.of("x")),
        target,
        "test");
  }

  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public String runsOn() {
    return "test";
  }
}

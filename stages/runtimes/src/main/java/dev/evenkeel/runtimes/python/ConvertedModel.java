package dev.evenkeel.runtimes.python;

import dev.evenkeel.models.Engine;
import dev.evenkeel.models.Explainer;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Predictor;
import java.util.Optional;

/// An export that speaks as the original does: its columns, its labels.
record ConvertedModel(LoadedModel export, ModelDescription described, String said)
    implements LoadedModel {
  @Override
  public Engine engine() {
    // Names that the export invented or bent would be compared with the signature's.
    return export.engine() instanceof Predictor numbers ? new Unnamed(numbers) : export.engine();
  }

  @Override
  public long memoryBytes() {
    return export.memoryBytes();
  }

  @Override
  public boolean isAlive() {
    return export.isAlive();
  }

  @Override
  public String runsOn() {
    return export.runsOn() + ", " + said;
  }

  @Override
  public void close() {
    export.close();
  }

  private record Unnamed(Predictor numbers) implements Predictor {
    @Override
    public int inputs() {
      return numbers.inputs();
    }

    @Override
    public int outputs() {
      return numbers.outputs();
    }

    @Override
    public void predict(float[] inputs, int offset, double[] outputs) {
      numbers.predict(inputs, offset, outputs);
    }

    @Override
    public void predictAll(float[] inputs, int rows, double[] outputs) {
      numbers.predictAll(inputs, rows, outputs);
    }

    @Override
    public Optional<Explainer> explainer() {
      return numbers.explainer();
    }
  }
}

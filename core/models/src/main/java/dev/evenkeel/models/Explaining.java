package dev.evenkeel.models;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Explanation.Contribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From a row to the explanation of its answer, in the words of the project.
final class Explaining {
  private final FeatureProgram program;
  private final Target target;
  private final @Nullable Explainer explainer;
  private final String unavailable;
  private final List<String> names;

  /// Which feature each number of the model belongs to.
  private final int[] featureOf;

  Explaining(FeatureProgram program, Engine engine, Target target, List<Feature> features) {
    this.program = program;
    this.target = target;
    this.names = features.stream().map(Feature::name).toList();
    Optional<Explainer> found =
        engine instanceof Predictor numbers ? numbers.explainer() : Optional.empty();
    int margins = found.map(Explainer::margins).orElse(0);
    // A model may name its classes otherwise than by one sum, two, or one for each.
    boolean fits = margins == 1 || margins == Math.max(1, target.labels().size());
    this.explainer = fits ? found.orElse(null) : null;
    this.unavailable =
        explainer != null
            ? ""
            : engine instanceof ColumnPredictor
                ? "the model has its own preprocessing, which cannot be looked into"
                : "the model's file does not say how often its branches were taken";
    this.featureOf = program.featureOf();
  }

  String unavailable() {
    return unavailable;
  }

  Explanation explain(Frame frame, int row, Prediction prediction) {
    Explainer asked = explainer;
    if (asked == null) {
      throw new IllegalStateException("Cannot explain: " + unavailable);
    }
    int width = program.width();
    float[] numbers = new float[width];
    program.evaluate(frame, row, numbers, 0);
    double[] all = new double[asked.margins() * (width + 1)];
    asked.explain(numbers, 0, all);
    int margin = asked.margins() == 1 ? 0 : prediction.labelIndex();
    double[] mine = Arrays.copyOfRange(all, margin * (width + 1), (margin + 1) * (width + 1));
    // One sum for two classes speaks of the second.
    boolean turned = asked.margins() == 1 && prediction.labelIndex() == 0;
    return worded(mine, turned && target.labels().size() == 2 ? -1 : 1, prediction.label());
  }

  private Explanation worded(double[] mine, int sign, String label) {
    double[] amounts = new double[names.size()];
    double margin = 0;
    for (int column = 0; column < featureOf.length; column++) {
      amounts[featureOf[column]] += sign * mine[column];
    }
    List<Contribution> contributions = new ArrayList<>();
    for (int feature = 0; feature < amounts.length; feature++) {
      contributions.add(new Contribution(names.get(feature), amounts[feature]));
      margin += amounts[feature];
    }
    double base = sign * mine[featureOf.length];
    return new Explanation(label, base, base + margin, contributions);
  }
}

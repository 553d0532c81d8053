package dev.evenkeel.registry;

import dev.evenkeel.models.ModelDescription;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One trained model. It never changes once registered; only the alias that points to it moves.
///
/// @param number counts from 1 within its model; the store gives it, a client never does
/// @param at business time of the registration
/// @param artifactDigest blob with the model's file
/// @param profileDigest blob with the reference profile of its training rows
/// @param dataset the dataset version it was trained on, as `name@version`
/// @param pipelineRun the run that trained it; empty for one from outside
/// @param code what trained it: a commit or the digest of the project
/// @param seed with dataset, code and parameters what a second training needs
/// @param metrics by name, measured on rows that it was not trained on
public record ModelVersion(
    String model,
    int number,
    Instant at,
    ModelDescription description,
    String artifactDigest,
    Optional<String> profileDigest,
    String dataset,
    Optional<String> pipelineRun,
    String code,
    long seed,
    Map<String, String> parameters,
    Map<String, Double> metrics) {
  public ModelVersion {
    if (number < 1) {
      throw new IllegalArgumentException(
          "Cannot make a version of %s: numbers start at 1, got %d".formatted(model, number));
    }
    parameters = Map.copyOf(parameters);
    metrics = Map.copyOf(metrics);
  }

  /// As people write it: `home-sales@7`.
  @Override
  public String toString() {
    return model + "@" + number;
  }
}

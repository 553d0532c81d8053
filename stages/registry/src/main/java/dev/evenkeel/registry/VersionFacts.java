package dev.evenkeel.registry;

import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.tracking.LoggedModel;
import dev.evenkeel.registry.tracking.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that is known of a version, from the registry, the run that made it and its files.
///
/// @param parameters of the training: the version's own, else the logged model's and the run's
/// @param metrics of the version, else the logged model's and the latest of the run
/// @param datasets it was trained on, as `name@version` or `name (digest)`
/// @param code commit or digest of what trained it; empty when nobody said
/// @param script the file or notebook that trained it; may be empty
/// @param seed as it was told; empty when nobody told it
/// @param environment in what it was trained, by the names of libraries and machines; and the text
///   of each file that says what it needs, by the file's name
/// @param files of its folder, with paths within it
public record VersionFacts(
    ModelVersion version,
    RegisteredVersion registered,
    Optional<Run> run,
    Optional<LoggedModel> loggedModel,
    Map<String, String> parameters,
    Map<String, Double> metrics,
    List<String> datasets,
    String code,
    String script,
    String seed,
    Map<String, String> environment,
    List<Artifact> files) {
  /// With this begin the names of a version's parameters that say in what it was trained.
  public static final String ENVIRONMENT = "environment.";

  public VersionFacts {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    datasets = List.copyOf(datasets);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    files = List.copyOf(files);
  }

  /// Which of the five facts that a second training needs nobody told, in plain words.
  public List<String> missing() {
    Map<String, Boolean> known = new LinkedHashMap<>();
    known.put("dataset version", !datasets.isEmpty());
    known.put("code", !code.isEmpty());
    known.put("parameters", !parameters.isEmpty());
    known.put("seed", !seed.isEmpty());
    known.put("environment", !environment.isEmpty());
    List<String> missing = new ArrayList<>();
    known.forEach((fact, isKnown) -> {
      if (!isKnown) {
        missing.add(fact);
      }
    });
    return missing;
  }

  /// The bytes of all its files; of the model alone when it came as one file.
  public long bytes() {
    return files.stream().mapToLong(Artifact::bytes).sum();
  }
}

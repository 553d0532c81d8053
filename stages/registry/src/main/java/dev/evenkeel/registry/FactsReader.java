package dev.evenkeel.registry;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.ArtifactAddress;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.tracking.DatasetInput;
import dev.evenkeel.registry.tracking.LoggedModel;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.ModelMetric;
import dev.evenkeel.registry.tracking.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Gathers what is known of versions.
final class FactsReader {
  static final String COMMIT_TAG = "mlflow.source.git.commit";

  private static final String SCRIPT_TAG = "mlflow.source.name";
  private static final String SCHEME = "mlflow-artifacts:/";
  private static final Set<String> ENVIRONMENT =
      Set.of("conda.yaml", "python_env.yaml", "requirements.txt");
  private static final List<String> SEEDS = List.of("seed", "random_state", "random_seed");
  private static final int ENVIRONMENT_BYTES_MAX = 16 << 10;
  private static final int FILES_MAX = 1_000;

  private final Registered registered;
  private final Tracking tracking;

  FactsReader(Registered registered, Tracking tracking) {
    this.registered = registered;
    this.tracking = tracking;
  }

  /// Reads.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such version
  VersionFacts read(String model, int number) {
    RegisteredVersion known = registered.versions().version(model, number);
    ModelVersion version =
        registered
            .serving()
            .version(model, number)
            .orElseThrow(() -> Models.unknown(model, number).asException());
    Optional<Run> run = known.runId().flatMap(id -> tracking.runs().find(id));
    Optional<LoggedModel> logged =
        known.loggedModelId().flatMap(id -> tracking.loggedModels().findEvenDeleted(id));
    Map<String, String> parameters = parameters(version, run, logged);
    Map<String, String> environment = trainedIn(version);
    environment.keySet().forEach(name -> parameters.remove(VersionFacts.ENVIRONMENT + name));
    List<Artifact> files = files(known);
    environment.putAll(environment(files, known));
    return new VersionFacts(
        version,
        known,
        run,
        logged,
        parameters,
        metrics(version, run, logged),
        datasets(version, run),
        version.code().isEmpty() ? tag(run, COMMIT_TAG) : version.code(),
        tag(run, SCRIPT_TAG),
        seed(version, parameters),
        environment,
        files);
  }

  /// The metrics of versions by their numbers.
  Map<Integer, Map<String, Double>> metrics(String model, List<ModelVersion> versions) {
    List<RegisteredVersion> known =
        registered.pages().versions(model, versions.stream().map(ModelVersion::number).toList());
    Map<String, Run> runs =
        byId(tracking.runs().read(ids(known, RegisteredVersion::runId)), run -> run.info().id());
    Map<String, LoggedModel> logged =
        byId(
            tracking.loggedModels().read(ids(known, RegisteredVersion::loggedModelId)),
            LoggedModel::id);
    Map<Integer, RegisteredVersion> byNumber =
        known.stream().collect(Collectors.toMap(RegisteredVersion::number, each -> each));
    Map<Integer, Map<String, Double>> metrics = new HashMap<>();
    for (ModelVersion version : versions) {
      Optional<RegisteredVersion> of = Optional.ofNullable(byNumber.get(version.number()));
      metrics.put(
          version.number(),
          new TreeMap<>(
              metrics(
                  version,
                  of.flatMap(RegisteredVersion::runId).map(runs::get),
                  of.flatMap(RegisteredVersion::loggedModelId).map(logged::get))));
    }
    return metrics;
  }

  private static List<String> ids(
      List<RegisteredVersion> versions, Function<RegisteredVersion, Optional<String>> id) {
    return versions.stream().map(id).flatMap(Optional::stream).distinct().toList();
  }

  private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
    return all.stream().collect(Collectors.toMap(id, each -> each));
  }

  private static Map<String, String> parameters(
      ModelVersion version, Optional<Run> run, Optional<LoggedModel> logged) {
    Map<String, String> parameters = new HashMap<>();
    run.ifPresent(each -> parameters.putAll(each.params()));
    logged.ifPresent(each -> parameters.putAll(each.params()));
    parameters.putAll(version.parameters());
    return parameters;
  }

  private static Map<String, String> trainedIn(ModelVersion version) {
    Map<String, String> environment = new HashMap<>();
    version
        .parameters()
        .forEach((name, value) -> {
          if (name.startsWith(VersionFacts.ENVIRONMENT)) {
            environment.put(name.substring(VersionFacts.ENVIRONMENT.length()), value);
          }
        });
    return environment;
  }

  private static Map<String, Double> metrics(
      ModelVersion version, Optional<Run> run, Optional<LoggedModel> logged) {
    Map<String, Double> metrics = new HashMap<>();
    run.ifPresent(
        each -> each.metrics().forEach(metric -> metrics.put(metric.key(), metric.value())));
    // A logged model has a point of each run and dataset that measured it; the last counts.
    logged.ifPresent(each ->
        each.metrics().stream()
            .map(ModelMetric::metric)
            .sorted(Comparator.comparingLong(Metric::step).thenComparingLong(Metric::millis))
            .forEach(metric -> metrics.put(metric.key(), metric.value())));
    metrics.putAll(version.metrics());
    return metrics;
  }

  private static List<String> datasets(ModelVersion version, Optional<Run> run) {
    Stream<String> own = Stream.of(version.dataset()).filter(name -> !name.isBlank());
    Stream<String> logged =
        run.stream().flatMap(each -> each.datasets().stream()).map(FactsReader::name);
    return Stream.concat(own, logged).distinct().toList();
  }

  static String name(DatasetInput input) {
    return input.dataset().name() + "@" + input.dataset().digest();
  }

  private static String tag(Optional<Run> run, String key) {
    return run.map(each -> each.tags().getOrDefault(key, "")).orElse("");
  }

  /// A version from outside has no seed of its own, and 0 stands for that.
  private static String seed(ModelVersion version, Map<String, String> parameters) {
    if (version.pipelineRun().isPresent() || version.seed() != 0) {
      return String.valueOf(version.seed());
    }
    return SEEDS.stream()
        .filter(parameters::containsKey)
        .map(parameters::get)
        .filter(value -> !value.equals("None"))
        .findFirst()
        .orElse("");
  }

  private List<Artifact> files(RegisteredVersion version) {
    return place(version)
        .map(place ->
            tracking
                .artifacts()
                .files(tracking.artifacts().owner(place), place.path(), FILES_MAX)
                .stream()
                .map(file -> within(place.path(), file))
                .toList())
        .orElse(List.of());
  }

  private static Artifact within(ArtifactPath folder, Artifact file) {
    return folder.isRoot()
        ? file
        : new Artifact(
            new ArtifactPath(file.path().text().substring(folder.text().length() + 1)),
            file.digest(),
            file.bytes());
  }

  /// Empty for a version whose files clients cannot fetch as such.
  private static Optional<ArtifactAddress> place(RegisteredVersion version) {
    if (!version.storage().startsWith(SCHEME)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ArtifactAddress.parse(version.storage().substring(SCHEME.length())));
    } catch (ProblemException e) {
      return switch (e.problem().kind()) {
        case INPUT, MALFORMED -> Optional.empty();
        default -> throw e;
      };
    }
  }

  private Map<String, String> environment(List<Artifact> files, RegisteredVersion version) {
    Map<String, String> environment = new HashMap<>();
    files.stream()
        .filter(file -> ENVIRONMENT.contains(file.path().text()))
        .forEach(file -> environment.put(file.path().text(), text(file, version)));
    return environment;
  }

  private String text(Artifact file, RegisteredVersion version) {
    Artifacts artifacts = tracking.artifacts();
    try (InputStream content = artifacts.open(file, 0)) {
      return new String(content.readNBytes(ENVIRONMENT_BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read %s of %s@%d"
              .formatted(file.path().text(), version.model(), version.number()),
          e);
    }
  }
}

package dev.evenkeel.training;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.VersionFacts;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.RecordedTraining.Repeatable;
import dev.evenkeel.training.Reproduction.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Gathers the five facts of versions: dataset version, code, parameters, seed and environment.
final class RecordedTrainings {
  static final String ENVIRONMENT = "environment";

  private static final String DATASET = "dataset version";
  private static final String CODE = "code";
  private static final String PARAMETERS = "parameters";
  private static final String SEED = "seed";
  private static final int STEPS_MAX = 1_000;
  private static final Pattern REFERENCE = Pattern.compile("([^@]+)@([1-9]\\d{0,8})");

  // Another version; `models:/m-…` is what a client logged.
  private static final Pattern COPIED = Pattern.compile("models:/[^/]+/[1-9]\\d{0,8}");

  private final Datasets datasets;
  private final BlobStore blobs;
  private final Lineage lineage;
  private final RunHistory history;

  RecordedTrainings(Datasets datasets, BlobStore blobs, Lineage lineage, RunHistory history) {
    this.datasets = datasets;
    this.blobs = blobs;
    this.lineage = lineage;
    this.history = history;
  }

  /// What is recorded of a version.
  ///
  /// @throws ProblemException of kind `NOT_FOUND` when there is no such version
  RecordedTraining of(String model, int number) {
    VersionFacts facts = lineage.facts(model, number);
    ModelVersion version = facts.version();
    if (version.pipelineRun().isEmpty()) {
      return new RecordedTraining(version, told(facts), outside(facts), Optional.empty());
    }
    String id = version.pipelineRun().get();
    Optional<PipelineRun> run = run(id);
    if (run.isEmpty()) {
      return forgotten(facts, "run %s is gone".formatted(id));
    }
    Optional<Repeatable> found = repeatable(run.get(), number);
    return found
        .filter(Repeatable::isWhole)
        .map(repeatable -> recorded(version, repeatable))
        .orElseGet(() ->
            forgotten(
                facts, "run %s trained by other steps than `split` and `train`".formatted(id)));
  }

  /// What clients told of a version.
  private static List<Fact> told(VersionFacts facts) {
    List<Fact> told = new ArrayList<>();
    told.add(told(DATASET, String.join(", ", facts.datasets())));
    told.add(told(CODE, facts.code()));
    told.add(told(PARAMETERS, text(facts.parameters())));
    told.add(told(SEED, facts.seed()));
    told.add(told(ENVIRONMENT, String.join(", ", facts.environment().keySet().stream().toList())));
    return told;
  }

  private static Fact told(String name, String value) {
    return value.isEmpty() ? Fact.missing(name, "nobody told it") : Fact.known(name, value);
  }

  private static String outside(VersionFacts facts) {
    String source = facts.registered().source();
    return COPIED.matcher(source).matches()
        ? "it is a copy of %s: reproduce that one".formatted(source)
        : "it was trained outside: this server cannot run what trained it";
  }

  private static RecordedTraining forgotten(VersionFacts facts, String why) {
    List<Fact> told = new ArrayList<>(told(facts));
    told.set(1, Fact.missing(CODE, why));
    return new RecordedTraining(facts.version(), told, why, Optional.empty());
  }

  private Optional<PipelineRun> run(String id) {
    try {
      return Optional.of(history.run(id));
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Repeatable> repeatable(PipelineRun run, int number) {
    Pipeline pipeline = history.definition(run);
    Map<String, Map<String, String>> answers = new HashMap<>();
    for (StepRun step : history.steps(run.id(), 0, STEPS_MAX)) {
      answers.put(step.name(), step.output());
    }
    return pipeline.steps().stream()
        .filter(step -> step.uses().equals(RegisterStep.NAME))
        .map(Step::name)
        .filter(step ->
            String.valueOf(number)
                .equals(answers.getOrDefault(step, Map.of()).get(TrainingOutputs.VERSION)))
        .findFirst()
        .map(step -> new Repeatable(run, pipeline, history.parameters(run.id()), answers, step));
  }

  private RecordedTraining recorded(ModelVersion version, Repeatable repeatable) {
    List<Fact> facts =
        List.of(
            dataset(version, repeatable),
            code(version, repeatable),
            parameters(repeatable),
            seed(version, repeatable),
            environment(repeatable));
    List<String> missing =
        facts.stream()
            .filter(fact -> fact.state() == Fact.State.MISSING)
            .map(Fact::name)
            // Without it the bytes still say whether the model comes out again.
            .filter(name -> !name.equals(ENVIRONMENT))
            .toList();
    return missing.isEmpty()
        ? new RecordedTraining(version, facts, "", Optional.of(repeatable))
        : new RecordedTraining(
            version, facts, "without %s".formatted(String.join(", ", missing)), Optional.empty());
  }

  private Fact dataset(ModelVersion version, Repeatable repeatable) {
    String reference = repeatable.answer(TrainingOutputs.DATASET).orElse("");
    Matcher matcher = REFERENCE.matcher(reference);
    if (!matcher.matches()) {
      return Fact.missing(DATASET, "no step fixed it");
    }
    Optional<DatasetVersion> found =
        datasets.version(matcher.group(1), Integer.parseInt(matcher.group(2)));
    if (found.isEmpty() || found.get().state() != DatasetVersion.State.PUBLISHED) {
      return new Fact(DATASET, Fact.State.MISSING, reference, "its rows are gone");
    }
    String digest = repeatable.answer(TrainingOutputs.DATASET_DIGEST).orElse("");
    String value = "%s %s".formatted(reference, found.get().digest());
    if (!digest.isEmpty() && !digest.equals(found.get().digest())) {
      return new Fact(
          DATASET, Fact.State.CHANGED, value, "it was %s when it trained".formatted(digest));
    }
    return version.dataset().equals(reference)
        ? Fact.known(DATASET, value)
        : new Fact(
            DATASET, Fact.State.CHANGED, value, "the version says %s".formatted(version.dataset()));
  }

  private Fact code(ModelVersion version, Repeatable repeatable) {
    for (String key : List.of(TrainingOutputs.PROJECT, TrainingOutputs.CONTRACT)) {
      String digest = repeatable.parameters().getOrDefault(key, "");
      if (digest.isEmpty() || !isThere(digest)) {
        return Fact.missing(CODE, "the %s %s is gone".formatted(key, digest));
      }
    }
    String ran =
        repeatable.parameters().get(TrainingOutputs.PROJECT) + "+" + repeatable.run().definition();
    if (!version.code().equals(ran)) {
      return new Fact(
          CODE, Fact.State.CHANGED, ran, "the version says %s".formatted(version.code()));
    }
    return repeatable.pipeline().digest().equals(repeatable.run().definition())
        ? Fact.known(CODE, ran)
        : new Fact(
            CODE,
            Fact.State.CHANGED,
            ran,
            "the stored pipeline is %s".formatted(repeatable.pipeline().digest()));
  }

  private boolean isThere(String digest) {
    try {
      return blobs.bytes(digest).length > 0;
    } catch (ProblemException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Fact parameters(Repeatable repeatable) {
    Map<String, String> parameters = new TreeMap<>(repeatable.parameters());
    parameters
        .keySet()
        .removeAll(Set.of(TrainingOutputs.PROJECT, TrainingOutputs.CONTRACT, TrainingOutputs.SEED));
    return parameters.isEmpty()
        ? Fact.missing(PARAMETERS, "the run was given none")
        : Fact.known(PARAMETERS, text(parameters));
  }

  private static Fact seed(ModelVersion version, Repeatable repeatable) {
    String seed = repeatable.parameters().getOrDefault(TrainingOutputs.SEED, "");
    if (seed.isEmpty()) {
      return Fact.missing(SEED, "the run was given none");
    }
    return seed.equals(String.valueOf(version.seed()))
        ? Fact.known(SEED, seed)
        : new Fact(SEED, Fact.State.CHANGED, seed, "the version says %d".formatted(version.seed()));
  }

  private static Fact environment(Repeatable repeatable) {
    return repeatable
        .answer(TrainingOutputs.ENVIRONMENT)
        .map(json -> Fact.known(ENVIRONMENT, text(TrainingEnvironment.read(json))))
        .orElse(Fact.missing(ENVIRONMENT, "it was trained before this was recorded"));
  }

  static String text(Map<String, String> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(entry -> "%s %s".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
  }
}

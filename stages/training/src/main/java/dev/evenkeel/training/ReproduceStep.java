package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.training.RecordedTraining.Repeatable;
import dev.evenkeel.training.Reproduction.Fact;
import dev.evenkeel.training.Reproduction.Likeness;
import dev.evenkeel.training.Reproduction.Verdict;
import dev.evenkeel.training.Retraining.Again;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Trains a version again and says whether the same model comes out.
final class ReproduceStep implements StepAction {
  static final String NAME = "reproduce";
  static final String MODEL = "model";
  static final String VERSION = "version";

  private static final String NUMBER = "[1-9]\\d{0,8}";
  private static final Set<String> SETTINGS = Set.of(MODEL, VERSION);

  private final Models models;
  private final RecordedTrainings recorded;
  private final Retraining retraining;

  ReproduceStep(Models models, RecordedTrainings recorded, Retraining retraining) {
    this.models = models;
    this.recorded = recorded;
    this.retraining = retraining;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Map<String, String> with) {
    for (String key : with.keySet()) {
      if (!SETTINGS.contains(key)) {
        throw new Problem(
                Problem.Kind.CONFIGURATION,
                "setting `%s` of a reproduce step is unknown".formatted(Names.abbreviate(key)),
                "",
                "`model` or `version`",
                "")
            .asException();
      }
    }
  }

  @Override
  public Map<String, String> run(StepContext context) {
    ModelVersion version = version(context);
    context.step().log().line("gathers the facts of %s".formatted(version));
    Reproduction reproduction = reproduce(context, version);
    context.step().log().line(reproduction.why());
    return Map.of(
        TrainingOutputs.VERDICT,
        reproduction.verdict().name(),
        TrainingOutputs.REPRODUCTION,
        Json.text(reproduction));
  }

  private ModelVersion version(StepContext context) {
    String model = setting(context, MODEL).orElse(context.subject());
    String version = setting(context, VERSION).orElse(Models.CHAMPION);
    Optional<ModelVersion> found =
        version.matches(NUMBER)
            ? models.version(model, Integer.parseInt(version))
            : models.alias(model, version);
    return found.orElseThrow(() ->
        Problem.of(
                Problem.Kind.NOT_FOUND,
                "there is no %s@%s".formatted(Names.abbreviate(model), Names.abbreviate(version)),
                "list the versions with: evenkeel model show NAME")
            .asException());
  }

  private static Optional<String> setting(StepContext context, String key) {
    return Optional.ofNullable(context.with().get(key))
        .or(() -> Optional.ofNullable(context.parameters().get(key)));
  }

  private Reproduction reproduce(StepContext context, ModelVersion version) {
    RecordedTraining training = recorded.of(version.model(), version.number());
    if (training.repeatable().isEmpty()) {
      return untrained(
          training, Verdict.FACTS_MISSING, "cannot be trained again: " + training.why());
    }
    if (training.isContradicted()) {
      List<String> changed =
          training.facts().stream()
              .filter(fact -> fact.state() == Fact.State.CHANGED)
              .map(Fact::name)
              .toList();
      return untrained(
          training,
          Verdict.DIFFERENT,
          "not what was recorded: %s; nothing was trained".formatted(String.join(", ", changed)));
    }
    Repeatable repeatable = training.repeatable().get();
    Again again = retraining.run(repeatable, context);
    List<String> differences = retraining.differences(training, repeatable, again);
    Optional<Likeness> likeness =
        again.artifact().equals(version.artifactDigest())
            ? Optional.empty()
            : Optional.of(retraining.compare(version, again));
    Verdict verdict = verdict(differences, likeness);
    return new Reproduction(
        version.model(),
        version.number(),
        verdict,
        why(verdict, likeness),
        facts(training, again),
        repeatable.run().id(),
        version.artifactDigest(),
        again.artifact(),
        differences,
        likeness,
        again.seconds());
  }

  private static Reproduction untrained(RecordedTraining training, Verdict verdict, String why) {
    ModelVersion version = training.version();
    return new Reproduction(
        version.model(),
        version.number(),
        verdict,
        why,
        training.facts(),
        version.pipelineRun().orElse(""),
        version.artifactDigest(),
        "",
        List.of(),
        Optional.empty(),
        0);
  }

  private static Verdict verdict(List<String> differences, Optional<Likeness> likeness) {
    if (!differences.isEmpty()) {
      return Verdict.DIFFERENT;
    }
    return likeness
        .map(found -> found.isAlike() ? Verdict.SAME_PREDICTIONS : Verdict.DIFFERENT)
        .orElse(Verdict.SAME_BYTES);
  }

  private static String why(Verdict verdict, Optional<Likeness> likeness) {
    String bytes =
        likeness
            .map(found ->
                "another file, whose predictions on %d rows differ by at most %.3g"
                    .formatted(found.rows(), found.largest()))
            .orElse("the same file to the byte");
    return verdict == Verdict.DIFFERENT && likeness.isEmpty()
        ? bytes + ", but it was not made as is recorded"
        : bytes;
  }

  /// With the environment compared to that of now.
  private static List<Fact> facts(RecordedTraining training, Again again) {
    String now =
        RecordedTrainings.text(
            TrainingEnvironment.read(
                again.answers().getOrDefault(TrainingOutputs.ENVIRONMENT, "{}")));
    List<Fact> facts = new ArrayList<>();
    for (Fact fact : training.facts()) {
      boolean isOther =
          fact.name().equals(RecordedTrainings.ENVIRONMENT)
              && fact.state() == Fact.State.KNOWN
              && !fact.value().equals(now);
      facts.add(
          isOther
              ? new Fact(fact.name(), Fact.State.CHANGED, fact.value(), "now it is " + now)
              : fact);
    }
    return facts;
  }
}

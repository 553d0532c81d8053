package dev.evenkeel.cli;

import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.FeatureProgram;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.runtimes.Conversion;
import dev.evenkeel.runtimes.Runtimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model's file as a command was given it, with the words and the project that it shall have.
///
/// @param labels none means what the model itself says
record GivenModel(
    ServedSource source,
    Optional<String> named,
    List<String> labels,
    Optional<LoopProject> project) {
  GivenModel {
    labels = List.copyOf(labels);
  }

  static GivenModel read(
      String reference, @Nullable String name, List<String> labels, @Nullable Path project) {
    return new GivenModel(
        ServedSource.read(reference),
        Optional.ofNullable(name),
        labels,
        Optional.ofNullable(project).map(LoopProject::read));
  }

  String name() {
    return named.or(() -> project.map(LoopProject::model)).orElseGet(source::modelName);
  }

  String digest() {
    return Digests.of(source.file().bytes());
  }

  /// What decides whether it is another version: the same of all three is none.
  Map<String, String> parameters() {
    return Map.of(
        "source",
        digest(),
        "labels",
        String.join(",", labels),
        "project",
        project.map(LoopProject::digest).orElse(""));
  }

  /// Decided how it runs, and described.
  ///
  /// @param said how it runs, in plain words
  record Described(ModelFile file, ModelDescription description, String said) {}

  Described described(Runtimes runtimes) {
    Conversion conversion = runtimes.convert(source.file(), _ -> {});
    ModelFile file = conversion.file();
    ModelDescription bare = bare(runtimes, file);
    ModelDescription description =
        project.map(known -> description(known, file.format())).orElse(bare);
    return new Described(file, labelled(description), conversion.said());
  }

  private static ModelDescription bare(Runtimes runtimes, ModelFile file) {
    try (var loaded = runtimes.load(file)) {
      return loaded.described();
    }
  }

  private static ModelDescription description(LoopProject project, String format) {
    FeatureProgram program =
        FeatureProgram.compileColumns(
            project.project().features(), project.contract().properties());
    List<Property> inputs =
        project.contract().properties().stream()
            .filter(property -> program.fields().contains(property.name()))
            .toList();
    return new ModelDescription(
            new Signature(inputs), project.project().features(), project.project().target(), format)
        .under(project.contractPin());
  }

  private ModelDescription labelled(ModelDescription description) {
    if (labels.isEmpty()) {
      return description;
    }
    Target target = description.target();
    if (target.labels().size() != labels.size()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%d labels".formatted(labels.size()),
              "--labels",
              target.labels().isEmpty()
                  ? "none, since the model predicts a number"
                  : "%d, one for each class of the model".formatted(target.labels().size()),
              "")
          .asException();
    }
    return description.withTarget(new Target.Classes(target.column(), target.delay(), labels));
  }
}

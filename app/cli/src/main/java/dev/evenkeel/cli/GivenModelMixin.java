package dev.evenkeel.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `score` and `serve` are told of a model that is given as a file.
final class GivenModelMixin {
  @Option(
      names = "--name",
      description = "Name of a model given as a file (default: the file's, or the project's).")
  @Nullable String name;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "LABEL",
      description = "What its classes are called, in its own order: cheap,medium,dear.")
  List<String> labels = List.of();

  @Option(
      names = "--project",
      paramLabel = "DIR",
      description = "A model project: its contract, features and labels apply.")
  @Nullable Path project;

  boolean isEmpty() {
    return name == null && labels.isEmpty() && project == null;
  }

  /// The project's folder, else the one that the command runs in.
  Path folder() {
    return project == null ? Path.of("") : project;
  }
}

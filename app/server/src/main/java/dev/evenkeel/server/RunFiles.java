package dev.evenkeel.server;

import dev.evenkeel.console.FileNode;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.tracking.LoggedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of a run and of the models that it logged, as one tree: since MLflow 3 a model's files
/// are not the run's, and people look for them there.
///
/// @param hasMore whether there are more than are shown
record RunFiles(List<FileNode> nodes, boolean hasMore) {
  private static final int FILES_MAX = 1_000;
  private static final int MODELS_MAX = 50;

  RunFiles {
    nodes = List.copyOf(nodes);
  }

  static RunFiles of(Tracking tracking, String run) {
    ArtifactOwner owner = tracking.artifacts().owner(ArtifactOwner.Kind.RUN, run);
    List<Artifact> own = files(tracking, owner, FILES_MAX);
    List<FileNode> nodes = new ArrayList<>(FileTrees.of(shown(own, FILES_MAX), place(owner)));
    int left = FILES_MAX - own.size();
    boolean hasMore = left < 0;
    List<LoggedModel> models = models(tracking, run);
    for (LoggedModel model : models.subList(0, Math.min(MODELS_MAX, models.size()))) {
      if (left <= 0) {
        hasMore = true;
        break;
      }
      ArtifactOwner of = tracking.artifacts().owner(ArtifactOwner.Kind.MODEL, model.id());
      List<Artifact> files = files(tracking, of, left);
      nodes.add(folder(model, files, shown(files, left), place(of)));
      left -= files.size();
      hasMore |= left < 0;
    }
    return new RunFiles(nodes, hasMore || models.size() > MODELS_MAX);
  }

  private static FileNode folder(
      LoggedModel model, List<Artifact> files, List<Artifact> shown, String place) {
    String count =
        files.size() == 1
            ? "1 file"
            : (files.size() > shown.size() ? "more than " : "") + shown.size() + " files";
    return new FileNode(
        model.name(),
        "logged model %s, %s".formatted(model.id(), count),
        "",
        true,
        FileTrees.of(shown, place));
  }

  /// One more than is shown says whether there are more.
  private static List<Artifact> files(Tracking tracking, ArtifactOwner owner, int limit) {
    return tracking.artifacts().files(owner, ArtifactPath.ROOT, limit + 1);
  }

  private static List<Artifact> shown(List<Artifact> files, int limit) {
    return files.subList(0, Math.min(limit, files.size()));
  }

  private static List<LoggedModel> models(Tracking tracking, String run) {
    long experiment = tracking.runs().find(run).orElseThrow().info().experimentId();
    List<String> ids =
        tracking
            .loggedModelSearch()
            .search(
                List.of(experiment),
                "source_run_id = '%s'".formatted(run),
                List.of(),
                List.of(),
                MODELS_MAX + 1,
                Optional.empty())
            .ids();
    return tracking.loggedModels().read(ids);
  }

  private static String place(ArtifactOwner owner) {
    return owner.uri().replace("mlflow-artifacts:/", "/api/2.0/mlflow-artifacts/artifacts/");
  }
}

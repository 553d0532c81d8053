package dev.evenkeel.registry.artifacts;

/// What files belong to.
///
/// @param id of the run or logged model, which the server gave
public record ArtifactOwner(long experiment, Kind kind, String id) {
  /// What an owner is.
  public enum Kind {
    RUN,
    MODEL
  }

  /// Where its files are, as clients address them: `mlflow-artifacts:/3/0af7…/artifacts`.
  public String uri() {
    return ArtifactAddress.SCHEME + ":/" + folder();
  }

  String folder() {
    return switch (kind) {
      case RUN -> "%d/%s/artifacts".formatted(experiment, id);
      case MODEL -> "%d/models/%s/artifacts".formatted(experiment, id);
    };
  }

  /// As messages name it.
  @Override
  public String toString() {
    return (kind == Kind.RUN ? "run " : "logged model ") + id;
  }
}

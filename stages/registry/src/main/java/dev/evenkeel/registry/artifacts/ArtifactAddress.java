package dev.evenkeel.registry.artifacts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place as clients address it, which says whose it is claimed to be: the owner may not exist.
///
/// @param path within the owner's files
public record ArtifactAddress(
    long experiment, ArtifactOwner.Kind kind, String id, ArtifactPath path) {
  /// By which clients know the files that the server keeps.
  static final String SCHEME = "mlflow-artifacts";

  private static final Pattern OF_MODEL =
      Pattern.compile("(\\d{1,18})/models/(m-[0-9a-f]{32})/artifacts(?:/(.+))?");
  private static final Pattern OF_RUN =
      Pattern.compile("(\\d{1,18})/([a-zA-Z0-9][\\w\\-]{0,255})/artifacts(?:/(.+))?");

  /// Reads `<experiment>/<run>/artifacts/<path>` and
  /// `<experiment>/models/<model>/artifacts/<path>`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for anything else, the root of all
  ///   owners included
  public static ArtifactAddress parse(String sent) {
    String text = ArtifactPath.folder(sent).text();
    Matcher model = OF_MODEL.matcher(text);
    if (model.matches()) {
      return of(ArtifactOwner.Kind.MODEL, model);
    }
    Matcher run = OF_RUN.matcher(text);
    if (run.matches()) {
      return of(ArtifactOwner.Kind.RUN, run);
    }
    throw new Problem(
            Problem.Kind.INPUT,
            "Invalid path: `%s` is nobody's place".formatted(Names.abbreviate(text)),
            "",
            "<experiment>/<run>/artifacts/… or <experiment>/models/<model>/artifacts/…",
            "")
        .asException();
  }

  private static ArtifactAddress of(ArtifactOwner.Kind kind, Matcher parts) {
    String path = parts.group(3);
    return new ArtifactAddress(
        Long.parseLong(parts.group(1)),
        kind,
        parts.group(2),
        path == null ? ArtifactPath.ROOT : new ArtifactPath(path));
  }
}

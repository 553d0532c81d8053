package dev.evenkeel.registry;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a version will serve from: the model in a folder of files, or why there is none.
///
/// @param digest of the blob to load; of nothing when it cannot be served
/// @param isDraft whether the description lacks what only the loaded model knows
/// @param unservable why it cannot be served; empty when it can
record VersionContent(
    ModelDescription description, String digest, boolean isDraft, String unservable) {
  /// More files make no model.
  static final int FILES_MAX = 10_000;

  private static final String MLMODEL = "MLmodel";
  private static final int DOCUMENT_BYTES_MAX = 4 << 20;
  // Of a path within the folder, as what reads the ZIP has it.
  private static final int NAME_CHARS_MAX = 400;
  private static final int DEPTH_MAX = 32;

  /// Files that nobody can load.
  static VersionContent none(BlobStore blobs, String why) {
    ModelDescription nothing =
        new ModelDescription(
            new Signature(List.of()),
            List.of(),
            new Target.Quantity("", Duration.ZERO),
            ModelDescription.NONE);
    return new VersionContent(nothing, blobs.put(new byte[0]), false, why);
  }

  /// Packs the folder when it holds a model that can be described.
  ///
  /// @param files of the folder, as many as there are up to [#FILES_MAX] and one more
  static VersionContent of(
      Artifacts artifacts,
      BlobStore blobs,
      ArtifactPath folder,
      List<Artifact> files,
      long bytesMax) {
    ArtifactPath document = folder.resolve(new ArtifactPath(MLMODEL));
    Optional<Artifact> found =
        files.stream().filter(file -> file.path().equals(document)).findFirst();
    if (found.isEmpty()) {
      return none(blobs, "its files hold no MLmodel");
    }
    Optional<String> why = unpackable(folder, files, bytesMax);
    if (why.isPresent()) {
      return none(blobs, why.get());
    }
    try {
      ModelDescription description = MlmodelDraft.read(text(artifacts, found.get()));
      return new VersionContent(
          description, new FolderArchive(artifacts, blobs).store(folder, files), true, "");
    } catch (ProblemException e) {
      return switch (e.problem().kind()) {
        case INPUT, MALFORMED, TOO_LARGE ->
            none(blobs, "its MLmodel cannot be read: " + e.problem().what());
        case UNAUTHENTICATED,
            FORBIDDEN,
            NOT_FOUND,
            CONFLICT,
            BUSY,
            CONFIGURATION,
            ENVIRONMENT,
            NOT_SERVING,
            UNSUPPORTED,
            TIMEOUT,
            INTERNAL ->
            throw e;
      };
    }
  }

  private static Optional<String> unpackable(
      ArtifactPath folder, List<Artifact> files, long bytesMax) {
    long bytes = files.stream().mapToLong(Artifact::bytes).sum();
    if (files.size() > FILES_MAX || bytes > bytesMax) {
      return Optional.of(
          "its folder holds more than %,d files or %,d bytes".formatted(FILES_MAX, bytesMax));
    }
    int within = folder.isRoot() ? 0 : folder.text().length() + 1;
    return files.stream()
        .map(file -> file.path().text().substring(within))
        .filter(name -> name.length() > NAME_CHARS_MAX || name.split("/", -1).length > DEPTH_MAX)
        .findFirst()
        .map(name -> "the path `%s` in its folder is too long".formatted(Names.abbreviate(name)));
  }

  private static byte[] text(Artifacts artifacts, Artifact document) {
    try (InputStream content = artifacts.open(document, 0)) {
      // A longer one is cut, and then refused by what reads it: that takes no more characters.
      return content.readNBytes(DOCUMENT_BYTES_MAX);
    } catch (IOException e) {
      throw dev.evenkeel.base.Problem.of(
              dev.evenkeel.base.Problem.Kind.ENVIRONMENT,
              "a stored file cannot be read",
              "check the disk")
          .asException(e);
    }
  }
}

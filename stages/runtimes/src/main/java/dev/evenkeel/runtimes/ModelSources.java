package dev.evenkeel.runtimes;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.runtimes.s3.S3Source;
import java.nio.file.Path;
import java.util.Map;

/// Where models come from beside the local disk.
public final class ModelSources {
  private static final String S3 = "s3://";

  private final S3Source s3;

  /// @param environment the process's variables; those of Amazon's own tools are read
  public ModelSources(Map<String, String> environment) {
    this.s3 = new S3Source(environment);
  }

  /// Whether a reference leads to a store, and not to the local disk.
  public static boolean isRemote(String reference) {
    return reference.startsWith(S3);
  }

  /// Copies a model: one file, or a folder.
  ///
  /// @param reference `s3://bucket/key`
  /// @param into an empty folder
  /// @return what was copied, for [ModelFormats#read]
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`, `INPUT`, `TOO_LARGE`,
  ///   `CONFIGURATION` for credentials, `ENVIRONMENT` for a store that cannot be reached
  public Path fetch(String reference, Path into) {
    if (!isRemote(reference)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` leads to no store".formatted(Names.abbreviate(reference)),
              "",
              "s3://BUCKET/KEY",
              "")
          .asException();
    }
    return s3.fetch(reference, into);
  }
}

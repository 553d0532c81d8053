package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.ModelFormats;
import dev.evenkeel.runtimes.ModelSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A model from outside, read.
record ServedSource(ModelFile file) {
  static void demandThere(String reference) {
    if (!ModelSources.isRemote(reference)) {
      ModelFormats.demandThere(Path.of(reference));
    }
  }

  static ServedSource read(String reference) {
    return new ServedSource(
        ModelSources.isRemote(reference)
            ? fetched(reference)
            : ModelFormats.read(Path.of(reference)));
  }

  private static ModelFile fetched(String reference) {
    try {
      Path folder = Files.createTempDirectory("evenkeel-model");
      try {
        return ModelFormats.read(new ModelSources(System.getenv()).fetch(reference, folder));
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the model cannot be kept for a moment",
              "check the free space of the temporary folder")
          .asException(e);
    }
  }

  /// `model.json` is called `model`.
  String modelName() {
    String fileName = file.where();
    int dot = fileName.indexOf('.');
    String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    return Names.check("model", stem.replaceAll("[^A-Za-z0-9_.-]+", "-").toLowerCase(Locale.ROOT));
  }
}

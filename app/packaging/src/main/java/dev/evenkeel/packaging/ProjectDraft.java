package dev.evenkeel.packaging;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A project that nobody has written yet.
///
/// @param name of project and model, made of the file's name
/// @param files texts by their path inside the project
/// @param notes what was guessed and what was left out, a line each, for the person who decides
public record ProjectDraft(String name, Map<String, String> files, List<String> notes) {
  public ProjectDraft {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    notes = List.copyOf(notes);
  }

  /// Writes every file, over what an earlier draft left.
  public void write(Path folder) {
    files.forEach((name, text) -> {
      Path file = folder.resolve(name);
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new Problem(
                Problem.Kind.ENVIRONMENT,
                "the project cannot be written",
                file.toString(),
                "a folder that this user can write",
                "check its rights and the free space")
            .asException(e);
      }
    });
  }
}

package dev.evenkeel.folders;

import dev.evenkeel.base.Problem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which version a folder was laid out from, or became: kept in the folder, so that its state can
/// be told without a server.
///
/// @param version as people write it, `photos@3`
/// @param manifest of that version
public record WorkingCopy(String version, Manifest manifest) {
  private static final String FILE = "version";
  private static final String FIRST_LINE = "evenkeel folder 1 ";

  /// What a folder says of itself; empty when it is no working copy.
  public static Optional<WorkingCopy> of(Path root) {
    Path file = root.resolve(FolderIndex.FOLDER).resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.isEmpty() || !lines.getFirst().startsWith(FIRST_LINE)) {
        throw unreadable(file);
      }
      List<FolderFile> files = new ArrayList<>(lines.size());
      for (String line : lines.subList(1, lines.size())) {
        String[] parts = line.split(" ", 3);
        if (parts.length != 3 || !parts[1].matches("\\d{1,18}")) {
          throw unreadable(file);
        }
        files.add(new FolderFile(parts[2], parts[0], Long.parseLong(parts[1])));
      }
      String version = lines.getFirst().substring(FIRST_LINE.length());
      return Optional.of(new WorkingCopy(version, new Manifest(files)));
    } catch (IOException e) {
      throw FolderListing.unreadable(file, e);
    }
  }

  /// Writes it aside, then renames it.
  public void save(Path root) {
    try {
      Path folder = Files.createDirectories(root.resolve(FolderIndex.FOLDER));
      Path written = folder.resolve("version-" + UUID.randomUUID());
      try (BufferedWriter out = Files.newBufferedWriter(written)) {
        out.write(FIRST_LINE + version + "\n");
        for (FolderFile file : manifest.files()) {
          out.write(file.digest() + " " + file.size() + " " + file.path() + "\n");
        }
      }
      Files.move(written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the folder cannot be written",
              "free some space, or give yourself the right to write there")
          .asException(e);
    }
  }

  private static RuntimeException unreadable(Path file) {
    return new Problem(
            Problem.Kind.INPUT,
            "the folder's record of its version cannot be read",
            file.toString(),
            "what `evenkeel data checkout` wrote",
            "delete the file; the folder is then treated as new")
        .asException();
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a person wrote, as text.
final class TextFile {
  /// Of any honest document; the readers' own bounds are lower.
  private static final int BYTES_MAX = 4 << 20;

  private TextFile() {}

  /// @param what it is, for messages: `contract`
  /// @param example of such a file's name
  static String read(Path file, String what, String example) {
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file does not exist",
              file.toString(),
              "a %s such as %s".formatted(what, example),
              "check the path")
          .asException();
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "a %s of more than %d bytes".formatted(what, BYTES_MAX),
                file.toString(),
                "a smaller one",
                "")
            .asException();
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "file cannot be read",
              file.toString(),
              "",
              "check its rights")
          .asException(e);
    }
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A contract's file as text.
final class ContractText {
  /// Of any honest contract; the reader's own bound is lower.
  private static final int BYTES_MAX = 4 << 20;

  private ContractText() {}

  /// What it says, by the standard.
  static Document document(Path file, boolean isTolerant) {
    return DocumentReader.read(
        read(file), file.toString(), isTolerant ? Mode.TOLERANT : Mode.STRICT);
  }

  static String read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file does not exist",
              file.toString(),
              "a contract such as sales.odcs.yaml",
              "check the path")
          .asException();
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "a contract of more than %d bytes".formatted(BYTES_MAX),
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

package dev.evenkeel.cli;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.nio.file.Path;

/// A contract's file as text.
final class ContractText {
  private ContractText() {}

  /// What it says, by the standard.
  static Document document(Path file, boolean isTolerant) {
    return DocumentReader.read(
        read(file), file.toString(), isTolerant ? Mode.TOLERANT : Mode.STRICT);
  }

  static String read(Path file) {
    return TextFile.read(file, "contract", "sales.odcs.yaml");
  }
}

package dev.evenkeel.contracts.odcs;

import dev.evenkeel.base.YamlText;

/// Writes a document that [DocumentReader] reads back as the same one.
public final class DocumentWriter {
  private DocumentWriter() {}

  /// YAML, in the order of the standard's documentation; keys that are unknown stand last.
  public static String write(Document document) {
    return YamlText.of(Binding.tree(document));
  }
}

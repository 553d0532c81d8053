package dev.evenkeel.contracts.odcs;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads documents of ODCS 3.0 to 3.2, bounded in size and depth.
public final class DocumentReader {
  private static final int CHARS_MAX = 1 << 20;

  private DocumentReader() {}

  /// What becomes of what the standard does not have.
  public enum Mode {
    /// A key or a type that is not the standard's is an error.
    STRICT,
    /// It is a warning, and the key is kept: published contracts often break the schema.
    TOLERANT
  }

  /// A document with what is to be said of it.
  ///
  /// @param document empty when it cannot be read at all
  /// @param findings of reading, by their place
  /// @param places of its parts
  public record Examined(Optional<Document> document, List<Finding> findings, Places places) {
    public Examined {
      findings = List.copyOf(findings);
    }

    /// Whether something of it cannot be relied on.
    public boolean isWrong() {
      return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR);
    }

    /// The document, when it is right.
    ///
    /// @param where the file's name in messages
    /// @throws ProblemException for the first thing that is wrong
    public Document right(String where) {
      return document.filter(read -> !isWrong()).orElseThrow(() -> problem(this, where));
    }
  }

  /// Reads a document that must be right.
  ///
  /// @param where the file's name in messages
  /// @throws ProblemException for the first thing that is wrong
  public static Document read(String yaml, String where, Mode mode) {
    return examine(yaml, where, mode).right(where);
  }

  private static ProblemException problem(Examined examined, String where) {
    List<Finding> errors =
        examined.isWrong()
            ? examined.findings().stream()
                .filter(finding -> finding.level() == Finding.Level.ERROR)
                .toList()
            : examined.findings();
    Finding first = errors.getFirst();
    String more = errors.size() == 1 ? "" : " (%d more)".formatted(errors.size() - 1);
    return new Problem(
            Problem.Kind.INPUT,
            first.what() + more,
            "%s:%d, %s".formatted(where, first.line(), first.pointer()),
            "",
            first.remedy().isEmpty() ? "`evenkeel contract lint` shows all of it" : first.remedy())
        .asException();
  }

  /// Reads a document and says everything that is wrong with its form.
  ///
  /// @throws ProblemException when it is no YAML, or larger than any honest document
  public static Examined examine(String yaml, String where, Mode mode) {
    if (yaml.length() > CHARS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "a contract of %d characters".formatted(yaml.length()),
              where,
              "at most %d".formatted(CHARS_MAX),
              "")
          .asException();
    }
    Yaml.Value root = Yaml.parse(yaml, where);
    Places places = new Places(root);
    JsonNode tree = TypedTree.of(root);
    SchemaCheck check = new SchemaCheck(tree, places, mode);
    List<Finding> findings = check.findings();
    if (!check.isReadable()) {
      return new Examined(Optional.empty(), findings, places);
    }
    try {
      return new Examined(Optional.of(Binding.document(tree)), Finding.sorted(findings), places);
    } catch (JacksonException e) {
      String pointer = Binding.pointer(e);
      if (findings.stream().anyMatch(finding -> finding.pointer().equals(pointer))) {
        return new Examined(Optional.empty(), Finding.sorted(findings), places);
      }
      findings.add(
          places.finding(
              Finding.Level.ERROR,
              pointer,
              "the value cannot be read: "
                  + Names.abbreviate(String.valueOf(e.getOriginalMessage())),
              ""));
      return new Examined(Optional.empty(), Finding.sorted(findings), places);
    }
  }
}

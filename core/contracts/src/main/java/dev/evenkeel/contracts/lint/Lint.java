package dev.evenkeel.contracts.lint;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Examined;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.odcs.Finding;
import java.util.ArrayList;
import java.util.List;

/// Says all that is wrong or doubtful in a contract, in one run.
public final class Lint {
  private Lint() {}

  /// The findings, by their place.
  ///
  /// @param where the file's name in messages
  /// @throws dev.evenkeel.base.ProblemException when the text is no YAML
  public static List<Finding> check(String yaml, String where, Mode mode) {
    Examined examined = DocumentReader.examine(yaml, where, mode);
    List<Finding> findings = new ArrayList<>(examined.findings());
    examined.document().ifPresent(document -> findings.addAll(of(document, examined)));
    return Finding.sorted(findings);
  }

  private static List<Finding> of(Document document, Examined examined) {
    Findings findings = new Findings(examined.places());
    new IdLint(findings).check(document);
    new SchemaLint(findings).check(document);
    new QualityLint(findings).check(document);
    new DocumentLint(findings).check(document);
    return findings.all();
  }
}

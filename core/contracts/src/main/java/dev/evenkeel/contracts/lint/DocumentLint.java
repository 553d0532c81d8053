package dev.evenkeel.contracts.lint;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SlaProperty;
import java.util.List;

/// Service levels, and what the standard is about to drop.
final class DocumentLint {
  private final Findings findings;

  DocumentLint(Findings findings) {
    this.findings = findings;
  }

  void check(Document document) {
    for (int index = 0; index < document.slaProperties().size(); index++) {
      serviceLevel("/slaProperties/" + index, document.slaProperties().get(index), document);
    }
    if (!document.slaDefaultElement().isEmpty()) {
      findings.hint(
          "/slaDefaultElement", "`slaDefaultElement` is deprecated", "name an `element` at each");
    }
    if (!document.dataProduct().isEmpty()) {
      findings.hint(
          "/dataProduct", "`dataProduct` is deprecated", "a data product names its contracts");
    }
    if (!document.version().matches("v?\\d+\\.\\d+(\\.\\d+)?([-+].*)?")) {
      findings.hint(
          "/version",
          "version `%s` is not semantic".formatted(Names.abbreviate(document.version())),
          "write it as 1.0.0, so that a break can be told from an addition");
    }
  }

  private void serviceLevel(String pointer, SlaProperty sla, Document document) {
    if (sla.unit().equals("m")) {
      findings.warning(
          pointer + "/unit",
          "`m` is read as minutes here, and by other tools sometimes as months",
          "write `min` or `mo`");
    }
    String elements = sla.element();
    for (String element : elements.split(",", -1)) {
      String name = element.strip();
      if (!name.isEmpty() && !exists(name, document)) {
        findings.error(
            pointer + "/element",
            "`%s` is no property of this contract".formatted(Names.abbreviate(name)),
            "write OBJECT.PROPERTY");
      }
    }
  }

  private static boolean exists(String element, Document document) {
    List<SchemaObject> objects = document.schema();
    for (SchemaObject object : objects) {
      boolean isObject = element.equals(object.name());
      boolean isOf =
          object.properties().stream()
              .anyMatch(property ->
                  element.equals(object.name() + "." + property.name())
                      || (objects.size() == 1 && element.equals(property.name())));
      if (isObject || isOf) {
        return true;
      }
    }
    return false;
  }
}

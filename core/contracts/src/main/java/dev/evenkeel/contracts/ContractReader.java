package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.odcs.Places;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads what a document of ODCS 3.0 to 3.2 says of one table. The document is read whole, by
/// [DocumentReader]; of its rules a [Contract] keeps those that a request is held to as well.
public final class ContractReader {
  private ContractReader() {}

  /// A contract on the one schema object of the document.
  ///
  /// @param where the file's name in messages
  /// @throws dev.evenkeel.base.ProblemException naming line and path of what is wrong
  public static Contract read(String yaml, String where) {
    DocumentReader.Examined examined = DocumentReader.examine(yaml, where, Mode.STRICT);
    return read(examined.right(where), examined.places());
  }

  /// The same of a document that was read before.
  ///
  /// @param places of its parts
  /// @throws dev.evenkeel.base.ProblemException naming line and path of what is wrong
  public static Contract read(Document document, Places places) {
    if (!document.kind().equals("DataContract")) {
      throw places
          .of("/kind")
          .problem(
              "`kind: %s` cannot be used".formatted(Names.abbreviate(document.kind())),
              "`DataContract`")
          .asException();
    }
    if (document.schema().size() != 1) {
      throw places
          .of("/schema")
          .problem(
              "a contract on %d tables".formatted(document.schema().size()), "one schema object")
          .asException();
    }
    SchemaObject object = document.schema().getFirst();
    return new Contract(
        Names.check("contract", document.id()),
        document.version(),
        document.name(),
        document.description().map(description -> description.purpose()).orElse(""),
        object.name(),
        properties(object, places));
  }

  private static List<Property> properties(SchemaObject object, Places places) {
    List<Property> properties = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    String pointer = "/schema/0/properties";
    for (SchemaProperty each : object.properties()) {
      String at = "%s/%d".formatted(pointer, properties.size());
      // Engines of SQL do not tell `Age` from `age`.
      if (!names.add(each.name().toLowerCase(Locale.ROOT))) {
        throw places
            .of(at + "/name")
            .problem(
                "property `%s` stands twice".formatted(Names.abbreviate(each.name())),
                "each column once, whether in capitals or not")
            .asException();
      }
      properties.add(new PropertyReader(each, at, places).read());
    }
    if (properties.isEmpty()) {
      throw places
          .of(pointer)
          .problem("a table without columns", "at least one property")
          .asException();
    }
    return properties;
  }
}

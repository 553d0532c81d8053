package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.Relationship;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// References to other properties: by name, `table.column`, or by id, `schema/ID/properties/ID`, of
/// the same document.
final class References {
  private final Document document;
  private final SchemaObject object;

  References(Document document, SchemaObject object) {
    this.document = document;
    this.object = object;
  }

  /// @param columns of one object, in the order in which they were named
  private record Target(String object, List<String> columns) {}

  Body ofColumn(List<String> column, Relationship relationship) {
    if (column.size() > 1) {
      return new Body.NotExecutable("references from inside of a column are not compared here");
    }
    return body(column, relationship);
  }

  Body ofObject(Relationship relationship) {
    List<String> from = texts(relationship.from());
    Optional<Target> source = target(from);
    if (source.isEmpty() || !source.get().object().equals(object.name())) {
      return new Body.NotExecutable("`from` names no properties of this object");
    }
    return body(source.get().columns(), relationship);
  }

  private Body body(List<String> columns, Relationship relationship) {
    if (!relationship.type().isEmpty() && !relationship.type().equals("foreignKey")) {
      return new Body.NotExecutable(
          "relationships of the type `%s` are not known here".formatted(relationship.type()));
    }
    List<String> to = texts(relationship.to());
    if (to.stream().anyMatch(reference -> reference.contains("#"))) {
      return new Body.NotExecutable("it refers to another document, which is not fetched");
    }
    Optional<Target> target = target(to);
    if (target.isEmpty()) {
      return new Body.NotExecutable("`to` names no properties of one object of this document");
    }
    if (target.get().columns().size() != columns.size()) {
      return new Body.NotExecutable("`from` and `to` name different numbers of properties");
    }
    return new Body.ForeignKey(columns, target.get().object(), target.get().columns());
  }

  private static List<String> texts(Optional<Object> given) {
    List<String> texts = new ArrayList<>();
    if (given.orElse("") instanceof List<?> items) {
      items.forEach(item -> texts.add(String.valueOf(item)));
    } else {
      given.ifPresent(text -> texts.add(String.valueOf(text)));
    }
    return texts;
  }

  private Optional<Target> target(List<String> references) {
    List<String> columns = new ArrayList<>();
    String name = "";
    for (String reference : references) {
      Optional<Target> found = reference.contains("/") ? byId(reference) : byName(reference);
      if (found.isEmpty() || (!name.isEmpty() && !name.equals(found.get().object()))) {
        return Optional.empty();
      }
      name = found.get().object();
      columns.addAll(found.get().columns());
    }
    return columns.isEmpty() ? Optional.empty() : Optional.of(new Target(name, columns));
  }

  private Optional<Target> byName(String reference) {
    int dot = reference.indexOf('.');
    if (dot < 0) {
      return find(object, reference);
    }
    String column = reference.substring(dot + 1);
    return document.object(reference.substring(0, dot)).flatMap(found -> find(found, column));
  }

  private static Optional<Target> find(SchemaObject in, String column) {
    return in.properties().stream()
        .filter(property -> property.name().equals(column))
        .findFirst()
        .map(property -> new Target(in.name(), List.of(property.name())));
  }

  private Optional<Target> byId(String reference) {
    String[] steps = reference.replaceFirst("^/", "").split("/", -1);
    if (steps.length != 4 || !steps[0].equals("schema") || !steps[2].equals("properties")) {
      return Optional.empty();
    }
    for (SchemaObject each : document.schema()) {
      if (each.id().equals(steps[1])) {
        return each.properties().stream()
            .filter(property -> property.id().equals(steps[3]))
            .findFirst()
            .map(SchemaProperty::name)
            .map(name -> new Target(each.name(), List.of(name)));
      }
    }
    return Optional.empty();
  }
}

package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.TypeOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Rules of an object and of its properties, at any depth.
final class PropertyRules {
  private final RuleList rules;
  private final Document document;

  PropertyRules(RuleList rules, Document document) {
    this.rules = rules;
    this.document = document;
  }

  void add(SchemaObject object, String pointer) {
    for (int index = 0; index < object.properties().size(); index++) {
      SchemaProperty property = object.properties().get(index);
      add(property, "%s/properties/%d".formatted(pointer, index), List.of(property.name()), object);
    }
    addPrimaryKey(object, pointer);
    References references = new References(document, object);
    for (int index = 0; index < object.relationships().size(); index++) {
      String at = "%s/relationships/%d".formatted(pointer, index);
      rules.add(at, List.of(), references.ofObject(object.relationships().get(index)));
    }
    for (int index = 0; index < object.quality().size(); index++) {
      String at = "%s/quality/%d".formatted(pointer, index);
      QualityBodies.of(object.quality().get(index), List.of())
          .forEach(found -> rules.add(at, List.of(), found.rule(), found.body()));
    }
  }

  private void add(
      SchemaProperty property, String pointer, List<String> column, SchemaObject object) {
    // What is computed by a query is no column of the table.
    boolean isColumn = column.size() == 1;
    if (property.semanticType().equals("measure")) {
      return;
    }
    if (isColumn) {
      rules.add(pointer, column, new Body.Present());
    }
    if (property.required()) {
      rules.add(pointer, column, new Body.Required());
    }
    addType(property, pointer, column);
    if (!property.enumValues().isEmpty()) {
      List<Object> values = property.enumValues().stream().map(EnumValue::value).toList();
      rules.add(pointer, column, new Body.OneOf(values));
    }
    if (property.unique()) {
      rules.add(pointer, column, new Body.Unique());
    }
    References references = new References(document, object);
    for (int index = 0; index < property.relationships().size(); index++) {
      String at = "%s/relationships/%d".formatted(pointer, index);
      rules.add(at, column, references.ofColumn(column, property.relationships().get(index)));
    }
    for (int index = 0; index < property.quality().size(); index++) {
      String at = "%s/quality/%d".formatted(pointer, index);
      QualityBodies.of(property.quality().get(index), column)
          .forEach(found -> rules.add(at, column, found.rule(), found.body()));
    }
    addInner(property, pointer, column, object);
  }

  private void addType(SchemaProperty property, String pointer, List<String> column) {
    String format = property.logicalTypeOptions().map(TypeOptions::format).orElse("");
    if (!property.logicalType().isEmpty() || !property.physicalType().isEmpty()) {
      rules.add(
          pointer,
          column,
          new Body.HasType(property.logicalType(), property.physicalType(), format));
    }
    property
        .logicalTypeOptions()
        .ifPresent(options ->
            OptionBodies.of(property.logicalType(), options)
                .forEach(body -> rules.add(pointer + "/logicalTypeOptions", column, body)));
  }

  private void addInner(
      SchemaProperty property, String pointer, List<String> column, SchemaObject object) {
    property
        .items()
        .ifPresent(items -> add(items, pointer + "/items", inside(column, "[]"), object));
    property
        .map()
        .ifPresent(map -> {
          add(map.key(), pointer + "/map/key", inside(column, "{key}"), object);
          add(map.value(), pointer + "/map/value", inside(column, "{}"), object);
        });
    for (int index = 0; index < property.properties().size(); index++) {
      SchemaProperty inner = property.properties().get(index);
      String at = "%s/properties/%d".formatted(pointer, index);
      add(inner, at, inside(column, inner.name()), object);
    }
  }

  private static List<String> inside(List<String> column, String step) {
    List<String> longer = new ArrayList<>(column);
    longer.add(step);
    return List.copyOf(longer);
  }

  /// Columns without a position follow those with one, in their order.
  private void addPrimaryKey(SchemaObject object, String pointer) {
    List<Integer> members =
        IntStream.range(0, object.properties().size())
            .filter(index -> object.properties().get(index).primaryKey())
            .boxed()
            .sorted(
                Comparator.comparingInt(index -> {
                  OptionalInt position = object.properties().get(index).primaryKeyPosition();
                  return position.orElse(Integer.MAX_VALUE);
                }))
            .toList();
    if (!members.isEmpty()) {
      List<String> names =
          members.stream().map(index -> object.properties().get(index).name()).toList();
      String at = "%s/properties/%d".formatted(pointer, members.getFirst());
      rules.add(at, names.size() == 1 ? names : List.of(), new Body.PrimaryKey(names));
    }
  }
}

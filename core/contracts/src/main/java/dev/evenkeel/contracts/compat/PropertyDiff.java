package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.EnumValue;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One property that both versions have.
final class PropertyDiff {
  private static final String KEEP_TYPE =
      "add a property of the new type beside the old one, and mark that `deprecated`";

  private final Changes changes;
  private final ObjectDiff objects;

  PropertyDiff(Changes changes, ObjectDiff objects) {
    this.changes = changes;
    this.objects = objects;
  }

  void compare(String path, SchemaProperty before, SchemaProperty after) {
    presence(path, before, after);
    if (!before.logicalType().equals(after.logicalType())) {
      type(path, before.logicalType(), after.logicalType());
    } else if (!canonical(before.physicalType()).equals(canonical(after.physicalType()))) {
      type(path, before.physicalType(), after.physicalType());
    }
    keys(path, before, after);
    enumValues(path, before, after);
    new OptionsDiff(changes)
        .compare(
            path,
            before.logicalType(),
            before.logicalTypeOptions().orElse(OptionsDiff.NONE),
            after.logicalTypeOptions().orElse(OptionsDiff.NONE));
    meaning(path, before, after);
    new QualityDiff(changes).compare(path, before.quality(), after.quality());
    references(path, before, after);
    inner(path, before, after);
    words(path, before, after);
  }

  private void presence(String path, SchemaProperty before, SchemaProperty after) {
    if (before.required() && !after.required()) {
      changes.add(
          path,
          "required-to-optional",
          "it may be missing now",
          Effect.OK,
          Effect.BREAK,
          "keep demanding it, or let readers handle a missing value first");
    }
    if (!before.required() && after.required()) {
      changes.add(
          path,
          "optional-to-required",
          "it must be there now",
          Effect.BREAK,
          Effect.OK,
          "fill the gaps in the data that is there, then demand it");
    }
  }

  private void type(String path, String before, String after) {
    String what = "its type `%s` became `%s`".formatted(before, after);
    if (before.isEmpty()) {
      changes.tightened(path, "its type is `%s` now, and was any before".formatted(after));
    } else if (after.isEmpty()) {
      changes.add(
          path, "type-widened", "it may be of any type now", Effect.OK, Effect.BREAK, KEEP_TYPE);
    } else if (TypeOrder.isWider(after, before)) {
      changes.add(path, "type-widened", what, Effect.OK, Effect.BREAK, KEEP_TYPE);
    } else if (TypeOrder.isWider(before, after)) {
      changes.add(path, "type-narrowed", what, Effect.BREAK, Effect.OK, KEEP_TYPE);
    } else {
      changes.add(path, "type-changed", what, Effect.BREAK, Effect.BREAK, KEEP_TYPE);
    }
  }

  private static String canonical(String physicalType) {
    return TypeOrder.canonical(physicalType);
  }

  private void keys(String path, SchemaProperty before, SchemaProperty after) {
    boolean wasUnique = before.unique() || before.primaryKey();
    boolean isUnique = after.unique() || after.primaryKey();
    if (!wasUnique && isUnique) {
      changes.tightened(path, "its values must be unique now");
    }
    if (wasUnique && !isUnique) {
      changes.add(
          path,
          "unique-dropped",
          "a value may come twice now",
          Effect.OK,
          Effect.BREAK,
          "keep it unique: readers join by it");
    }
    if (before.primaryKey()
        && after.primaryKey()
        && !before.primaryKeyPosition().equals(after.primaryKeyPosition())) {
      changes.add(
          path,
          "key-order-changed",
          "its position in the primary key changed",
          Effect.OK,
          Effect.WARN,
          "tell readers that rely on the order of the key");
    }
  }

  private void enumValues(String path, SchemaProperty before, SchemaProperty after) {
    Set<Object> old = values(before.enumValues());
    Set<Object> now = values(after.enumValues());
    if (old.equals(now)) {
      return;
    }
    if (old.isEmpty()) {
      changes.tightened(path, "only listed values are allowed now");
      return;
    }
    if (now.isEmpty()) {
      changes.add(
          path,
          "enum-dropped",
          "any value may come now",
          Effect.OK,
          Effect.BREAK,
          "let readers handle an unknown value first");
      return;
    }
    for (Object value : now) {
      if (!old.contains(value)) {
        changes.add(
            path,
            "enum-value-added",
            "value `%s` may come now".formatted(value),
            Effect.OK,
            Effect.BREAK,
            "let readers handle an unknown value first, then add it");
      }
    }
    for (Object value : old) {
      if (!now.contains(value)) {
        changes.add(
            path,
            "enum-value-removed",
            "value `%s` is not allowed any more".formatted(value),
            Effect.BREAK,
            Effect.OK,
            "replace it in the data that is there first");
      }
    }
  }

  private static Set<Object> values(List<EnumValue> values) {
    Set<Object> all = new LinkedHashSet<>();
    values.forEach(value -> all.add(String.valueOf(value.value())));
    return all;
  }

  private void meaning(String path, SchemaProperty before, SchemaProperty after) {
    if (!before.semanticType().equals(after.semanticType())) {
      changed(path, "semanticType", before.semanticType(), after.semanticType());
    }
    boolean isMeasure = before.semanticType().equals("measure");
    if (isMeasure && !before.transformLogic().equals(after.transformLogic())) {
      changed(path, "transformLogic", before.transformLogic(), after.transformLogic());
    }
    if (!before.classification().equals(after.classification())) {
      changes.add(
          path,
          "classification-changed",
          "its classification `%s` became `%s`"
              .formatted(before.classification(), after.classification()),
          Effect.OK,
          Effect.WARN,
          "check who may see it");
    }
  }

  private void changed(String path, String key, String before, String after) {
    changes.add(
        path,
        "meaning-changed",
        "`%s` was `%s` and is `%s`".formatted(key, before, after),
        Effect.BREAK,
        Effect.BREAK,
        "give what has another meaning another name");
  }

  private void references(String path, SchemaProperty before, SchemaProperty after) {
    if (!before.relationships().containsAll(after.relationships())) {
      changes.tightened(path, "a reference must hold that was not there before");
    }
    if (!after.relationships().containsAll(before.relationships())) {
      changes.loosened(path, "a reference need not hold any more");
    }
  }

  private void inner(String path, SchemaProperty before, SchemaProperty after) {
    objects.properties(path, before.properties(), after.properties());
    if (before.items().isPresent() && after.items().isPresent()) {
      compare(path + "[]", before.items().get(), after.items().get());
    } else if (before.items().isPresent() != after.items().isPresent()) {
      String was = before.items().map(SchemaProperty::logicalType).orElse("");
      type(path + "[]", was, after.items().map(SchemaProperty::logicalType).orElse(""));
    }
    if (before.map().isPresent() && after.map().isPresent()) {
      compare(path + "{key}", before.map().get().key(), after.map().get().key());
      compare(path + "{}", before.map().get().value(), after.map().get().value());
    }
  }

  private void words(String path, SchemaProperty before, SchemaProperty after) {
    boolean same =
        before.description().equals(after.description())
            && before.businessName().equals(after.businessName())
            && before.tags().equals(after.tags())
            && before.deprecated() == after.deprecated();
    if (!same) {
      changes.words(path, "words-changed", "words about it changed");
    }
  }
}

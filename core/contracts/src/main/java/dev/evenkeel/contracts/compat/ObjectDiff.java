package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Objects and their properties.
final class ObjectDiff {
  private final Changes changes;

  ObjectDiff(Changes changes) {
    this.changes = changes;
  }

  /// @param before empty when it is new
  /// @param after empty when it is gone
  private record Pair<T>(Optional<T> before, Optional<T> after) {}

  void compare(List<SchemaObject> before, List<SchemaObject> after) {
    List<Pair<SchemaObject>> pairs =
        pairs(before, after, SchemaObject::id, SchemaObject::name, SchemaObject::physicalName);
    for (Pair<SchemaObject> pair : pairs) {
      if (pair.before().isPresent() && pair.after().isPresent()) {
        object(pair.before().get(), pair.after().get());
      } else {
        pair.before()
            .ifPresent(gone ->
                changes.add(
                    gone.name(),
                    "object-removed",
                    "object `%s` is gone".formatted(gone.name()),
                    Effect.OK,
                    Effect.BREAK,
                    "keep it and mark it `deprecated` until nobody reads it"));
        pair.after()
            .ifPresent(added ->
                changes.add(
                    added.name(),
                    "object-added",
                    "object `%s` is new".formatted(added.name()),
                    Effect.OK,
                    Effect.OK,
                    ""));
      }
    }
  }

  private void object(SchemaObject before, SchemaObject after) {
    if (!before.name().equals(after.name())) {
      renamed(before.name(), before.name(), after.name(), "object-renamed");
    }
    properties(after.name(), before.properties(), after.properties());
    new QualityDiff(changes).compare(after.name(), before.quality(), after.quality());
    if (!before.relationships().equals(after.relationships())) {
      relationships(after.name(), before.relationships(), after.relationships());
    }
    boolean sameWords =
        before.description().equals(after.description())
            && before.businessName().equals(after.businessName())
            && before.tags().equals(after.tags())
            && before.deprecated() == after.deprecated();
    if (!sameWords) {
      changes.words(after.name(), "words-changed", "words about it changed");
    }
  }

  void properties(String path, List<SchemaProperty> before, List<SchemaProperty> after) {
    List<Pair<SchemaProperty>> pairs =
        pairs(
            before, after, SchemaProperty::id, SchemaProperty::name, SchemaProperty::physicalName);
    PropertyDiff properties = new PropertyDiff(changes, this);
    for (Pair<SchemaProperty> pair : pairs) {
      if (pair.before().isPresent() && pair.after().isPresent()) {
        SchemaProperty old = pair.before().get();
        SchemaProperty now = pair.after().get();
        String at = path + "." + now.name();
        if (!old.name().equals(now.name())) {
          renamed(at, old.name(), now.name(), "property-renamed");
        }
        properties.compare(at, old, now);
      } else {
        pair.before().ifPresent(gone -> removed(path, gone));
        pair.after().ifPresent(added -> added(path, added));
      }
    }
  }

  private void renamed(String path, String before, String after, String kind) {
    changes.add(
        path,
        kind,
        "`%s` is called `%s` now".formatted(before, after),
        Effect.OK,
        Effect.BREAK,
        "keep the old name beside the new one, marked `deprecated`, until nobody reads it");
  }

  private void removed(String path, SchemaProperty gone) {
    changes.add(
        path + "." + gone.name(),
        "property-removed",
        "`%s` is gone".formatted(gone.name()),
        Effect.OK,
        Effect.BREAK,
        "keep it and mark it `deprecated` until nobody reads it; if it was renamed, give both"
            + " the same `id`");
  }

  private void added(String path, SchemaProperty added) {
    changes.add(
        path + "." + added.name(),
        "property-added",
        "`%s` is new%s".formatted(added.name(), added.required() ? " and required" : ""),
        added.required() ? Effect.BREAK : Effect.OK,
        Effect.OK,
        added.required() ? "add it as optional first, and demand it when all data has it" : "");
  }

  private <T> void relationships(String path, List<T> before, List<T> after) {
    if (!before.containsAll(after)) {
      changes.tightened(path, "a reference must hold that was not there before");
    }
    if (!after.containsAll(before)) {
      changes.loosened(path, "a reference need not hold any more");
    }
  }

  /// By id first: whoever gives one says that a new name is the old thing.
  private static <T> List<Pair<T>> pairs(
      List<T> before,
      List<T> after,
      Function<T, String> id,
      Function<T, String> name,
      Function<T, String> physicalName) {
    List<T> left = new ArrayList<>(before);
    List<T> right = new ArrayList<>(after);
    List<Pair<T>> pairs = new ArrayList<>();
    for (Function<T, String> key : List.of(id, name, physicalName)) {
      for (T old : List.copyOf(left)) {
        String wanted = key.apply(old);
        Optional<T> found =
            right.stream()
                .filter(now -> !wanted.isEmpty() && key.apply(now).equals(wanted))
                .findFirst();
        if (found.isPresent()) {
          pairs.add(new Pair<>(Optional.of(old), found));
          left.remove(old);
          right.remove(found.get());
        }
      }
    }
    left.forEach(gone -> pairs.add(new Pair<>(Optional.of(gone), Optional.empty())));
    right.forEach(added -> pairs.add(new Pair<>(Optional.empty(), Optional.of(added))));
    return pairs;
  }
}

package dev.evenkeel.contracts.lint;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.QualityRule;
import dev.evenkeel.contracts.odcs.Relationship;
import dev.evenkeel.contracts.odcs.Role;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.Server;
import dev.evenkeel.contracts.odcs.SlaProperty;
import dev.evenkeel.contracts.odcs.SupportItem;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Ids and names that must be unique where they stand.
final class IdLint {
  private final Findings findings;

  IdLint(Findings findings) {
    this.findings = findings;
  }

  void check(Document document) {
    ids("/schema", document.schema(), SchemaObject::id);
    names("/schema", "object", document.schema(), SchemaObject::name);
    ids("/servers", document.servers(), Server::id);
    names("/servers", "server", document.servers(), Server::server);
    ids("/slaProperties", document.slaProperties(), SlaProperty::id);
    ids("/roles", document.roles(), Role::id);
    ids("/support", document.support(), SupportItem::id);
    for (int index = 0; index < document.schema().size(); index++) {
      SchemaObject object = document.schema().get(index);
      String pointer = "/schema/" + index;
      ids(pointer + "/quality", object.quality(), QualityRule::id);
      ids(pointer + "/relationships", object.relationships(), Relationship::id);
      properties(pointer + "/properties", object.properties());
    }
  }

  private void properties(String pointer, List<SchemaProperty> properties) {
    ids(pointer, properties, SchemaProperty::id);
    names(pointer, "property", properties, SchemaProperty::name);
    for (int index = 0; index < properties.size(); index++) {
      property(pointer + "/" + index, properties.get(index));
    }
  }

  private void property(String pointer, SchemaProperty property) {
    ids(pointer + "/quality", property.quality(), QualityRule::id);
    ids(pointer + "/relationships", property.relationships(), Relationship::id);
    properties(pointer + "/properties", property.properties());
    property.items().ifPresent(items -> property(pointer + "/items", items));
    property
        .map()
        .ifPresent(map -> {
          property(pointer + "/map/key", map.key());
          property(pointer + "/map/value", map.value());
        });
  }

  private <T> void ids(String pointer, List<T> items, Function<T, String> id) {
    twice(pointer, items, id, "id", "/id");
  }

  /// Engines of SQL do not tell `Age` from `age`.
  private <T> void names(String pointer, String what, List<T> items, Function<T, String> name) {
    twice(
        pointer, items, item -> name.apply(item).toLowerCase(Locale.ROOT), "name of a " + what, "");
  }

  private <T> void twice(
      String pointer, List<T> items, Function<T, String> key, String what, String inside) {
    Map<String, Integer> seen = new HashMap<>();
    for (int index = 0; index < items.size(); index++) {
      String value = key.apply(items.get(index));
      Integer first = value.isEmpty() ? null : seen.putIfAbsent(value, index);
      if (first != null) {
        findings.error(
            "%s/%d%s".formatted(pointer, index, inside),
            "%s `%s` stands twice".formatted(what, Names.abbreviate(value)),
            "the first stands in line %d".formatted(findings.place(pointer + "/" + first).line()));
      }
    }
  }
}

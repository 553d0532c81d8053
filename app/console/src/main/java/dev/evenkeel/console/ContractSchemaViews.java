package dev.evenkeel.console;

import dev.evenkeel.console.ContractView.Fact;
import dev.evenkeel.console.ContractView.ObjectView;
import dev.evenkeel.console.ContractView.PropertyView;
import dev.evenkeel.contracts.Classification;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.odcs.Synonym;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables of a contract with all that is inside of their columns.
final class ContractSchemaViews {
  private static final int ANCHOR_CHARS = 80;

  private final Set<String> anchors = new HashSet<>();

  ObjectView of(SchemaObject object) {
    String anchor = anchor("schema-" + object.name());
    List<Fact> facts = new ArrayList<>();
    ContractWords.add(facts, "Description", object.description());
    ContractWords.add(facts, "Known as", object.businessName());
    ContractWords.add(facts, "A row is", object.dataGranularityDescription());
    ContractWords.add(
        facts, "Stored as", (object.physicalName() + " " + object.physicalType()).strip());
    ContractWords.add(
        facts, "Deprecated", object.deprecated() ? "yes: use it for nothing new" : "");
    ContractWords.add(facts, "Synonyms", synonyms(object.synonyms()));
    ContractWords.add(facts, "Tags", String.join(", ", object.tags()));
    object
        .relationships()
        .forEach(each -> ContractWords.add(facts, "Reference", ContractWords.reference(each)));
    object
        .context()
        .ifPresent(each -> ContractWords.add(facts, "Context", ContractWords.tree(each)));
    ContractWords.definitions(facts, object.authoritativeDefinitions());
    ContractWords.custom(facts, object.customProperties());
    List<PropertyView> properties = new ArrayList<>();
    object.properties().forEach(each -> add(each, "", anchor, 0, "", properties));
    return new ObjectView(
        anchor,
        ContractWords.text(object.name()),
        facts,
        properties,
        ContractWords.rules(object.quality()));
  }

  /// @param step what it is inside of its parent, where it has no name
  /// @param classification of what it is inside of, which holds for it, too
  private void add(
      SchemaProperty property,
      String step,
      String parent,
      int depth,
      String classification,
      List<PropertyView> properties) {
    String name = property.name().isEmpty() ? step : property.name();
    String anchor = anchor(parent + "-" + name);
    String own = property.classification().isEmpty() ? classification : property.classification();
    properties.add(
        new PropertyView(
            anchor,
            Math.min(depth, 8),
            ContractWords.text(name),
            type(property),
            badges(property),
            ContractWords.text(property.description()),
            ContractWords.constraints(property),
            ContractWords.rules(property.quality()),
            facts(property, own)));
    property.properties().forEach(each -> add(each, "", anchor, depth + 1, own, properties));
    property.items().ifPresent(each -> add(each, "each item", anchor, depth + 1, own, properties));
    property
        .map()
        .ifPresent(map -> {
          add(map.key(), "each key", anchor, depth + 1, own, properties);
          add(map.value(), "each value", anchor, depth + 1, own, properties);
        });
  }

  private static String type(SchemaProperty property) {
    String physical = property.physicalType().isEmpty() ? "" : " (" + property.physicalType() + ")";
    return ContractWords.text((property.logicalType() + physical).strip());
  }

  private static List<String> badges(SchemaProperty property) {
    List<String> badges = new ArrayList<>();
    if (property.primaryKey()) {
      badges.add(
          "key"
              + (property.primaryKeyPosition().isPresent()
                  ? " " + property.primaryKeyPosition().getAsInt()
                  : ""));
    }
    if (property.required()) {
      badges.add("required");
    }
    if (property.unique()) {
      badges.add("unique");
    }
    if (property.partitioned()) {
      badges.add("partition");
    }
    if (property.criticalDataElement()) {
      badges.add("critical");
    }
    if (!property.classification().isEmpty()) {
      badges.add(ContractWords.text(property.classification()));
    }
    if (property.deprecated()) {
      badges.add("deprecated");
    }
    return badges;
  }

  private static List<Fact> facts(SchemaProperty property, String classification) {
    List<Fact> facts = new ArrayList<>();
    ContractWords.add(facts, "Known as", property.businessName());
    ContractWords.add(facts, "Stored as", property.physicalName());
    ContractWords.add(facts, "Encrypted as", property.encryptedName());
    ContractWords.add(facts, "Role", property.semanticType());
    ContractWords.add(facts, "Synonyms", synonyms(property.synonyms()));
    ContractWords.add(facts, "Made from", String.join(", ", property.transformSourceObjects()));
    ContractWords.add(facts, "Made by", property.transformLogic());
    ContractWords.add(facts, "In words", property.transformDescription());
    ContractWords.add(facts, "Examples", examples(property, classification));
    ContractWords.add(facts, "Tags", String.join(", ", property.tags()));
    ContractWords.definitions(facts, property.authoritativeDefinitions());
    ContractWords.custom(facts, property.customProperties());
    return facts;
  }

  /// Values of classified data are not for everybody who may read a contract.
  private static String examples(SchemaProperty property, String classification) {
    if (property.examples().isEmpty()) {
      return "";
    }
    return Classification.isGuarded(classification)
        ? "not shown: %s".formatted(ContractWords.text(classification))
        : ContractWords.tree(property.examples());
  }

  private static String synonyms(List<Synonym> synonyms) {
    return synonyms.stream()
        .map(each -> each.synonym() + (each.locale().isEmpty() ? "" : " (" + each.locale() + ")"))
        .collect(Collectors.joining(", "));
  }

  /// Of letters that need no quoting, and only once on the page.
  String anchor(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_-]+", "-").toLowerCase(Locale.ROOT);
    String base = plain.substring(0, Math.min(plain.length(), ANCHOR_CHARS));
    String anchor = base;
    for (int count = 2; !anchors.add(anchor); count++) {
      anchor = base + "-" + count;
    }
    return anchor;
  }
}

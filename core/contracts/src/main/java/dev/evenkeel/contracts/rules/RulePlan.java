package dev.evenkeel.contracts.rules;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaObject;
import java.util.List;

/// Every rule that a document declares for one of its objects, in the order of the document: none
/// is left out, and what cannot be executed says so.
///
/// @param document `id@version`
/// @param object name of the object
public record RulePlan(String document, String object, List<Rule> rules) {
  public RulePlan {
    rules = List.copyOf(rules);
  }

  /// The rules of an object.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when the document has none of
  ///   that name
  public static RulePlan of(Document document, String object) {
    for (int index = 0; index < document.schema().size(); index++) {
      SchemaObject found = document.schema().get(index);
      if (found.name().equals(object)) {
        return of(document, found, index);
      }
    }
    List<String> names = document.schema().stream().map(SchemaObject::name).toList();
    throw new Problem(
            Problem.Kind.NOT_FOUND,
            "contract %s has no object `%s`".formatted(document, Names.abbreviate(object)),
            "",
            "one of " + String.join(", ", names),
            "")
        .asException();
  }

  private static RulePlan of(Document document, SchemaObject object, int index) {
    RuleList rules = new RuleList("/schema/" + index);
    new PropertyRules(rules, document).add(object, "/schema/" + index);
    rules.addAll(SlaRules.of(document, object));
    return new RulePlan(document.toString(), object.name(), rules.done());
  }
}

package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.Severity;
import java.util.List;

/// One rule of an object.
///
/// @param id stable while the document keeps its shape: the pointer of what declares it with the
///   kind of the body; unique in a plan
/// @param pointer of what declares it (RFC 6901)
/// @param column what it is about, from the outer name to the inner one; `[]` stands for the items
///   of an array, `{}` for the values of a map, `{key}` for its keys; none for a rule on the object
/// @param name of the rule in its document; empty when it has none
/// @param severity what breaking it means
/// @param dimension of quality: `accuracy`, `completeness`, …; empty when nobody says
public record Rule(
    String id,
    String pointer,
    List<String> column,
    String name,
    Severity severity,
    String dimension,
    Body body) {
  public Rule {
    column = List.copyOf(column);
  }

  /// The column as people write it: `items[].sku`.
  public String columnText() {
    StringBuilder text = new StringBuilder();
    for (String step : column) {
      boolean isName = !step.equals("[]") && !step.startsWith("{");
      text.append(isName && !text.isEmpty() ? "." : "").append(step);
    }
    return text.toString();
  }
}

package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.pipelines.definition.Condition.Compare;
import dev.evenkeel.pipelines.definition.Condition.Literal;
import dev.evenkeel.pipelines.definition.Condition.Not;
import dev.evenkeel.pipelines.definition.Condition.Operand;
import dev.evenkeel.pipelines.definition.Condition.Operator;
import dev.evenkeel.pipelines.definition.Condition.Truth;
import dev.evenkeel.pipelines.definition.Condition.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a [Condition]: comparisons by `== != < <= > >=`, joined by `and`, `or`, `not` and
/// parentheses.
final class ConditionReader {
  private static final int CHARS_MAX = 2_000;
  private static final int DEPTH_MAX = 20;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(==|!=|<=|>=|<|>|\\(|\\))|('(?:[^']|'')*')"
              + "|([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
              + "|([A-Za-z][A-Za-z0-9_-]*(?:\\[\\*])?(?:\\.[A-Za-z][A-Za-z0-9_-]*)?))");

  /// What is wrong with a condition, for whoever knows its place.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String what) {
      super(what);
    }
  }

  private final List<String> tokens;
  private int next;

  private ConditionReader(List<String> tokens) {
    this.tokens = tokens;
  }

  static Condition read(String text) throws Refused {
    Condition condition = parse(text);
    // What is kept is the canonical form, so that must be within the limits, too.
    String canonical = condition.text();
    return canonical.equals(text) ? condition : parse(canonical);
  }

  private static Condition parse(String text) throws Refused {
    if (text.length() > CHARS_MAX) {
      throw new Refused(
          "it has %d characters, at most %d can be".formatted(text.length(), CHARS_MAX));
    }
    ConditionReader reader = new ConditionReader(tokens(text));
    Condition condition = reader.any(0);
    if (reader.next < reader.tokens.size()) {
      throw new Refused("`%s` is too much".formatted(Names.abbreviate(reader.peek())));
    }
    return condition;
  }

  private static List<String> tokens(String text) throws Refused {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new Refused("`%s` cannot be read".formatted(Names.abbreviate(text.substring(at))));
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
    }
    return tokens;
  }

  private Condition any(int depth) throws Refused {
    List<Condition> parts = new ArrayList<>(List.of(all(depth)));
    while (take("or")) {
      parts.add(all(depth));
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
  }

  private Condition all(int depth) throws Refused {
    List<Condition> parts = new ArrayList<>(List.of(one(depth)));
    while (take("and")) {
      parts.add(one(depth));
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition one(int depth) throws Refused {
    if (depth > DEPTH_MAX) {
      throw new Refused("it is nested deeper than " + DEPTH_MAX);
    }
    if (take("not")) {
      return new Not(one(depth + 1));
    }
    if (take("(")) {
      Condition inner = any(depth + 1);
      if (!take(")")) {
        throw new Refused("a `)` is missing");
      }
      return inner;
    }
    return comparison();
  }

  private Condition comparison() throws Refused {
    Operand left = operand();
    Optional<Operator> operator =
        Arrays.stream(Operator.values()).filter(sign -> sign.sign().equals(peek())).findFirst();
    if (operator.isPresent()) {
      next++;
      return new Compare(left, operator.get(), operand());
    }
    if (left instanceof Value(Reference of)) {
      return new Truth(of);
    }
    throw new Refused("%s stands alone".formatted(Names.abbreviate(left.text())));
  }

  private Operand operand() throws Refused {
    String token = peek();
    next++;
    if (token.isEmpty()) {
      throw new Refused("a value is missing at its end");
    }
    if (token.startsWith("'")) {
      return new Literal(ValueType.TEXT, token.substring(1, token.length() - 1).replace("''", "'"));
    }
    if (token.equals("true") || token.equals("false")) {
      return new Literal(ValueType.BOOLEAN, token);
    }
    if (ValueType.NUMBER.refuse(token).isEmpty()) {
      return new Literal(ValueType.NUMBER, token);
    }
    return Reference.parse(token)
        .map(Value::new)
        .orElseThrow(() ->
            new Refused(
                "`%s` is no value: write `step.output`, `params.name`, a number or 'a text'"
                    .formatted(Names.abbreviate(token))));
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean take(String token) {
    if (peek().equals(token)) {
      next++;
      return true;
    }
    return false;
  }
}

package dev.evenkeel.pipelines.definition;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// When a step runs, as data: `best.auc >= params.floor and not params.dry`.
public sealed interface Condition {
  /// As definitions write it, in its one canonical form.
  String text();

  /// Every value that it looks at.
  default Stream<Reference> references() {
    return switch (this) {
      case Compare(Operand left, _, Operand right) ->
          Stream.of(left, right).flatMap(Operand::references);
      case Truth(Reference of) -> Stream.of(of);
      case Not(Condition of) -> of.references();
      case All(List<Condition> of) -> of.stream().flatMap(Condition::references);
      case Any(List<Condition> of) -> of.stream().flatMap(Condition::references);
    };
  }

  /// One side of a comparison.
  sealed interface Operand {
    String text();

    default Stream<Reference> references() {
      return switch (this) {
        case Value(Reference of) -> Stream.of(of);
        case Literal _ -> Stream.empty();
      };
    }
  }

  /// A value of the run.
  record Value(Reference of) implements Operand {
    @Override
    public String text() {
      return of.text();
    }
  }

  /// A value that is written down.
  ///
  /// @param type `NUMBER`, `BOOLEAN` or `TEXT`
  record Literal(ValueType type, String value) implements Operand {
    @Override
    public String text() {
      return type == ValueType.TEXT ? "'" + value.replace("'", "''") + "'" : value;
    }
  }

  /// How two values compare.
  enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// As definitions write it.
    public String sign() {
      return sign;
    }

    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  /// A comparison.
  record Compare(Operand left, Operator operator, Operand right) implements Condition {
    @Override
    public String text() {
      return left.text() + " " + operator.sign() + " " + right.text();
    }
  }

  /// A value that is `true`.
  record Truth(Reference of) implements Condition {
    @Override
    public String text() {
      return of.text();
    }
  }

  /// The opposite.
  record Not(Condition of) implements Condition {
    @Override
    public String text() {
      return of instanceof Truth ? "not " + of.text() : "not (" + of.text() + ")";
    }
  }

  /// All of them.
  record All(List<Condition> of) implements Condition {
    public All {
      of = List.copyOf(of);
    }

    @Override
    public String text() {
      return of.stream()
          .map(part -> part instanceof Any ? "(" + part.text() + ")" : part.text())
          .collect(Collectors.joining(" and "));
    }
  }

  /// At least one of them.
  record Any(List<Condition> of) implements Condition {
    public Any {
      of = List.copyOf(of);
    }

    @Override
    public String text() {
      return of.stream().map(Condition::text).collect(Collectors.joining(" or "));
    }
  }
}

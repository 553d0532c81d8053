package dev.evenkeel.contracts;

import java.util.List;

/// A part of a pattern.
sealed interface EcmaNode {
  int UNBOUNDED = Integer.MAX_VALUE;

  /// One character.
  ///
  /// @param java the same for the JDK, where its own tables are shorter than the ranges
  record One(CodePoints points, String java) implements EcmaNode {}

  /// A place between characters.
  enum Edge implements EcmaNode {
    START,
    END,
    WORD,
    NO_WORD
  }

  /// What was matched by a group.
  record Back(int group) implements EcmaNode {}

  /// Parentheses.
  ///
  /// @param number 0 when it captures nothing
  record Group(int number, EcmaNode inner) implements EcmaNode {}

  record Look(boolean ahead, boolean wanted, EcmaNode inner) implements EcmaNode {}

  /// As often as a quantifier says.
  ///
  /// @param most [#UNBOUNDED] for any number
  record Repeat(EcmaNode inner, int least, int most, boolean lazy) implements EcmaNode {}

  record Sequence(List<EcmaNode> parts) implements EcmaNode {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  record Choice(List<EcmaNode> parts) implements EcmaNode {
    public Choice {
      parts = List.copyOf(parts);
    }
  }

  default List<EcmaNode> children() {
    return switch (this) {
      case One one -> List.of();
      case Edge edge -> List.of();
      case Back back -> List.of();
      case Group group -> List.of(group.inner);
      case Look look -> List.of(look.inner);
      case Repeat repeat -> List.of(repeat.inner);
      case Sequence sequence -> sequence.parts;
      case Choice choice -> choice.parts;
    };
  }

  /// The most characters that it takes.
  default int longest() {
    return switch (this) {
      case One one -> 1;
      case Edge edge -> 0;
      case Look look -> 0;
      case Back back -> UNBOUNDED;
      case Group group -> group.inner.longest();
      case Repeat repeat -> times(repeat.inner.longest(), repeat.most);
      case Sequence sequence ->
          sequence.parts.stream().mapToInt(EcmaNode::longest).reduce(0, EcmaNode::plus);
      case Choice choice -> choice.parts.stream().mapToInt(EcmaNode::longest).max().orElse(0);
    };
  }

  default boolean mayBeEmpty() {
    return switch (this) {
      case One one -> false;
      case Edge edge -> true;
      case Look look -> true;
      case Back back -> true;
      case Group group -> group.inner.mayBeEmpty();
      case Repeat repeat -> repeat.least == 0 || repeat.inner.mayBeEmpty();
      case Sequence sequence -> sequence.parts.stream().allMatch(EcmaNode::mayBeEmpty);
      case Choice choice -> choice.parts.stream().anyMatch(EcmaNode::mayBeEmpty);
    };
  }

  /// Whether it matches in some places only, whatever characters it takes.
  default boolean looksAround() {
    return this instanceof Edge
        || this instanceof Look
        || children().stream().anyMatch(EcmaNode::looksAround);
  }

  private static int plus(int one, int other) {
    return (int) Math.min(UNBOUNDED, (long) one + other);
  }

  private static int times(int one, int other) {
    return (int) Math.min(UNBOUNDED, (long) one * other);
  }
}

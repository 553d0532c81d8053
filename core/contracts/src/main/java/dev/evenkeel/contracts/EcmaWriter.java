package dev.evenkeel.contracts;

import dev.evenkeel.contracts.EcmaNode.Back;
import dev.evenkeel.contracts.EcmaNode.Choice;
import dev.evenkeel.contracts.EcmaNode.Edge;
import dev.evenkeel.contracts.EcmaNode.Group;
import dev.evenkeel.contracts.EcmaNode.Look;
import dev.evenkeel.contracts.EcmaNode.One;
import dev.evenkeel.contracts.EcmaNode.Repeat;
import dev.evenkeel.contracts.EcmaNode.Sequence;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes a pattern for an engine, leaving nothing to its defaults.
final class EcmaWriter {
  private static final String WORD = "[0-9A-Za-z_]";

  private EcmaWriter() {}

  /// For RE2, of a pattern that neither looks around nor back.
  static String re2(EcmaNode node) {
    return switch (node) {
      case One one -> one.points().text();
      case Edge edge ->
          switch (edge) {
            case START -> "\\A";
            case END -> "\\z";
            case WORD -> "\\b";
            case NO_WORD -> "\\B";
          };
      case Group group -> "(?:" + re2(group.inner()) + ")";
      case Repeat repeat -> repeated(repeat, EcmaWriter::re2);
      case Sequence sequence -> joined(sequence.parts(), "", EcmaWriter::re2);
      case Choice choice -> joined(choice.parts(), "|", EcmaWriter::re2);
      case Look look -> throw new IllegalArgumentException("RE2 has no " + look);
      case Back back -> throw new IllegalArgumentException("RE2 has no " + back);
    };
  }

  /// For the JDK.
  ///
  /// @param captures whether groups are referred to
  static String java(EcmaNode node, boolean captures) {
    return switch (node) {
      case One one -> one.java();
      case Edge edge -> edge(edge);
      case Back back -> "(?:\\" + back.group() + ")";
      case Group group ->
          (captures && group.number() > 0 ? "(" : "(?:") + java(group.inner(), captures) + ")";
      case Look look -> look(look) + java(look.inner(), captures) + ")";
      case Repeat repeat when repeat.inner().longest() == 0 ->
          // The JDK would count in vain, and without spending the budget.
          repeat.least() == 0 ? "" : java(repeat.inner(), captures);
      case Repeat repeat -> repeated(repeat, inner -> java(inner, captures));
      case Sequence sequence -> joined(sequence.parts(), "", part -> java(part, captures));
      case Choice choice -> joined(choice.parts(), "|", part -> java(part, captures));
    };
  }

  private static String edge(Edge edge) {
    return switch (edge) {
      case START -> "\\A";
      case END -> "\\z";
      case WORD -> "(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))".formatted(WORD);
      case NO_WORD -> "(?:(?<=%1$s)(?=%1$s)|(?<!%1$s)(?!%1$s))".formatted(WORD);
    };
  }

  private static String look(Look look) {
    return "(?" + (look.ahead() ? "" : "<") + (look.wanted() ? "=" : "!");
  }

  private static String joined(List<EcmaNode> parts, String by, Function<EcmaNode, String> write) {
    return parts.stream().map(write).collect(Collectors.joining(by));
  }

  private static String repeated(Repeat repeat, Function<EcmaNode, String> write) {
    String inner = write.apply(repeat.inner());
    String atom = repeat.inner() instanceof One ? inner : "(?:" + inner + ")";
    return atom + times(repeat.least(), repeat.most()) + (repeat.lazy() ? "?" : "");
  }

  private static String times(int least, int most) {
    if (most == EcmaNode.UNBOUNDED) {
      return least == 0 ? "*" : least == 1 ? "+" : "{%d,}".formatted(least);
    }
    return least == 0 && most == 1 ? "?" : "{%d,%d}".formatted(least, most);
  }
}

package dev.evenkeel.contracts;

import dev.evenkeel.contracts.EcmaNode.Edge;
import dev.evenkeel.contracts.EcmaNode.Group;
import dev.evenkeel.contracts.EcmaNode.Look;
import dev.evenkeel.contracts.EcmaNode.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a pattern by the grammar of ECMA-262 with the flag `u`, and what people write of the older
/// one: braces and `]` that stand for themselves, escapes of punctuation, `[\w-.]`.
final class EcmaReader {
  private static final int REPEATS_MAX = 1_000;
  private static final Pattern QUANTIFIER =
      Pattern.compile("(?:[*+?]|\\{(\\d+)(?:(,)(\\d*))?})(\\?)?");

  private final EcmaScanner in;
  private final EcmaEscapes escapes;

  private EcmaReader(String pattern) {
    this.in = new EcmaScanner(pattern);
    this.escapes = new EcmaEscapes(in);
  }

  /// Fails by `PatternSyntaxException` when it is none.
  static EcmaNode read(String pattern) {
    EcmaReader reader = new EcmaReader(pattern);
    EcmaNode node = reader.choice();
    reader.in.demand(!reader.in.more(), "a `)` that closes nothing");
    reader.in.demandOneGrammar();
    return node;
  }

  private EcmaNode choice() {
    List<EcmaNode> choices = new ArrayList<>();
    do {
      choices.add(sequence());
    } while (in.takes("|"));
    return choices.size() == 1 ? choices.getFirst() : new EcmaNode.Choice(choices);
  }

  private EcmaNode sequence() {
    List<EcmaNode> parts = new ArrayList<>();
    while (in.more() && !in.sees("|") && !in.sees(")")) {
      parts.add(term());
    }
    return parts.size() == 1 ? parts.getFirst() : new EcmaNode.Sequence(parts);
  }

  private EcmaNode term() {
    int start = in.at();
    EcmaNode atom = atom();
    Matcher quantifier = in.match(QUANTIFIER);
    if (quantifier == null) {
      return atom;
    }
    in.demand(!(atom instanceof Edge) && !(atom instanceof Look), "nothing to repeat");
    Repeat repeat = repeat(atom, quantifier);
    in.demand(repeat.least() <= repeat.most(), "a repetition from more to less");
    in.demand(
        repeat.least() < 2 || !atom.mayBeEmpty() || !atom.looksAround(),
        "a repetition of what may match nothing and looks around");
    in.skip(quantifier.end() - quantifier.start());
    in.demand(repeats(repeat, 1) <= REPEATS_MAX, "more than 1,000 repetitions", start);
    return repeat;
  }

  private static Repeat repeat(EcmaNode atom, Matcher quantifier) {
    boolean lazy = quantifier.group(4) != null;
    return switch (quantifier.group().charAt(0)) {
      case '*' -> new Repeat(atom, 0, EcmaNode.UNBOUNDED, lazy);
      case '+' -> new Repeat(atom, 1, EcmaNode.UNBOUNDED, lazy);
      case '?' -> new Repeat(atom, 0, 1, lazy);
      default -> {
        int least = count(quantifier.group(1));
        String most = quantifier.group(3);
        if (quantifier.group(2) == null) {
          yield new Repeat(atom, least, least, lazy);
        }
        yield new Repeat(atom, least, most.isEmpty() ? EcmaNode.UNBOUNDED : count(most), lazy);
      }
    };
  }

  private static int count(String digits) {
    String plain = digits.replaceFirst("^0+(?=\\d)", "");
    return plain.length() > 4 ? REPEATS_MAX + 1 : Integer.parseInt(plain);
  }

  /// As RE2 counts them: those inside of others multiply.
  private static int repeats(EcmaNode node, int around) {
    int own = around;
    if (node instanceof Repeat repeat) {
      int times = repeat.most() == EcmaNode.UNBOUNDED ? repeat.least() : repeat.most();
      own = around * Math.max(1, times);
    }
    int most = own;
    for (EcmaNode child : node.children()) {
      most = Math.max(most, own > REPEATS_MAX ? own : repeats(child, own));
    }
    return most;
  }

  private EcmaNode atom() {
    if (in.takes("^")) {
      return Edge.START;
    }
    if (in.takes("$")) {
      return Edge.END;
    }
    if (in.takes(".")) {
      return EcmaEscapes.one(CodePoints.LINE_ENDS.others());
    }
    if (in.takes("(")) {
      return group();
    }
    if (in.takes("[")) {
      return new EcmaClass(in, escapes).read();
    }
    if (in.takes("\\")) {
      return escapes.outside();
    }
    in.demand(in.match(QUANTIFIER) == null, "nothing to repeat");
    if (in.sees("{") || in.sees("}") || in.sees("]")) {
      in.readOldGrammar();
    }
    return EcmaEscapes.one(CodePoints.of(in.next()));
  }

  private EcmaNode group() {
    if (in.takes("?:")) {
      return new Group(0, inner());
    }
    if (in.takes("?=")) {
      return new Look(true, true, inner());
    }
    if (in.takes("?!")) {
      return new Look(true, false, inner());
    }
    if (in.takes("?<=")) {
      return new Look(false, true, inner());
    }
    if (in.takes("?<!")) {
      return new Look(false, false, inner());
    }
    int number = in.takes("?<") ? escapes.openNamed() : escapes.open();
    in.demand(!in.sees("?"), "an unknown kind of group");
    return new Group(number, inner());
  }

  private EcmaNode inner() {
    EcmaNode inner = choice();
    in.demand(in.takes(")"), "a group that is not closed");
    return inner;
  }
}

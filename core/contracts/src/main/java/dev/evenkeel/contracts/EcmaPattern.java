package dev.evenkeel.contracts;

import dev.evenkeel.base.Yaml;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A pattern of a contract with the meaning that ECMA-262 gives it under the flag `u`: a match
/// anywhere, by characters and not by halves of surrogate pairs. Every engine is told the same
/// ranges and places, so that a file and a request are judged alike; what engines would read
/// differently is refused.
public final class EcmaPattern {
  private static final int CHARS_MAX = 500;
  private static final int STEPS_MAX = 1_000_000;

  /// RE2 has memory for 87,000 instructions; what it may not compile, only the JDK judges.
  private static final int RE2_SIZE_MAX = 80_000;

  /// The JDK looks behind by characters, not by halves of pairs, only when it sees a pair in the
  /// pattern after it; this one changes nothing else.
  private static final String PAIRS = "\uDBFF\uDFFF?";

  private final Optional<EcmaNode> regular;
  private final Pattern java;

  private EcmaPattern(Optional<EcmaNode> regular, Pattern java) {
    this.regular = regular;
    this.java = java;
  }

  /// Reads a pattern that a contract holds.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it is none, or of no single meaning
  public static EcmaPattern of(String pattern) {
    return read(pattern, new Yaml.Place("a contract", 1, "/pattern"));
  }

  /// The same pattern for RE2, when it can tell it: without look-around and back references.
  public Optional<String> re2() {
    return regular.map(EcmaWriter::re2);
  }

  /// The same pattern for the JDK, as [#isIn] asks it. Whoever takes it must bound its steps, and
  /// try no place within a surrogate pair.
  public String java() {
    return java.pattern();
  }

  /// Whether the text holds a match. The JDK's engine backtracks, and a hostile value may make it
  /// do so for years; therefore a match has a budget, and a value that spends it does not match.
  public boolean isIn(String text) {
    try {
      return found(new BudgetedText(text, STEPS_MAX), text.chars().anyMatch(EcmaPattern::isHalf));
    } catch (BudgetedText.SpentException | StackOverflowError e) {
      return false;
    }
  }

  private boolean found(BudgetedText text, boolean hasPairs) {
    var matcher = java.matcher(text);
    if (!hasPairs) {
      return matcher.find();
    }
    // The JDK would also try between the halves of a pair.
    matcher.useAnchoringBounds(false).useTransparentBounds(true);
    for (int at = 0; at <= text.length(); at++) {
      boolean isInside = at < text.length() && Character.isLowSurrogate(text.charAt(at));
      if (!isInside && matcher.region(at, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHalf(int unit) {
    return Character.isSurrogate((char) unit);
  }

  /// Refuses what cannot be used, naming its place.
  static EcmaPattern read(String pattern, Yaml.Place place) {
    if (pattern.length() > CHARS_MAX) {
      throw place
          .problem("the pattern is too long", "at most %d characters".formatted(CHARS_MAX))
          .asException();
    }
    try {
      return translated(pattern);
    } catch (PatternSyntaxException e) {
      String near = e.getIndex() < 0 ? "" : " near character %d".formatted(e.getIndex() + 1);
      throw place
          .problem(
              "the pattern cannot be used: " + e.getDescription() + near,
              "a regular expression of ECMA-262 that every engine reads alike")
          .asException(e);
    }
  }

  private static EcmaPattern translated(String pattern) {
    EcmaNode node = EcmaReader.read(pattern);
    Needs needs = new Needs(pattern);
    needs.after(node, Set.of(), false);
    // RE2 goes by bytes, and finds no word at either side of the middle of a character.
    boolean isSplitting = needs.noWord && node.mayBeEmpty();
    boolean isRegular = !needs.looks && !needs.refers && !isSplitting && size(node) <= RE2_SIZE_MAX;
    String java = "(?:" + EcmaWriter.java(node, needs.refers) + ")" + (needs.looks ? PAIRS : "");
    return new EcmaPattern(isRegular ? Optional.of(node) : Optional.empty(), compiled(java));
  }

  private static Pattern compiled(String java) {
    try {
      return Pattern.compile(java);
    } catch (PatternSyntaxException e) {
      // Its place is one of the translation.
      throw new PatternSyntaxException(e.getDescription(), java, -1);
    }
  }

  /// No fewer instructions than RE2 makes of it.
  private static long size(EcmaNode node) {
    return switch (node) {
      case EcmaNode.One one -> 2 + one.points().weight();
      case EcmaNode.Repeat repeat -> {
        int times = repeat.most() == EcmaNode.UNBOUNDED ? repeat.least() + 1 : repeat.most();
        yield 2L + times * (2 + size(repeat.inner()));
      }
      default -> 2 + node.children().stream().mapToLong(EcmaPattern::size).sum();
    };
  }

  /// What a pattern asks of an engine.
  private static final class Needs {
    private final String pattern;
    private boolean looks;
    private boolean refers;
    private boolean noWord;

    Needs(String pattern) {
      this.pattern = pattern;
    }

    /// Answers the groups that surely have matched once the node has. A reference to another one is
    /// refused: it is empty in ECMA-262 and fails in the JDK, or holds what an earlier round left
    /// in one of them alone.
    Set<Integer> after(EcmaNode node, Set<Integer> before, boolean isBehind) {
      return switch (node) {
        case EcmaNode.One one -> before;
        case EcmaNode.Edge edge -> {
          noWord |= edge == EcmaNode.Edge.NO_WORD;
          yield before;
        }
        case EcmaNode.Back back -> {
          refers = true;
          demand(!isBehind, "a back reference inside of a look-behind");
          demand(
              before.contains(back.group()),
              "a back reference to a group that may not have matched before it");
          yield before;
        }
        case EcmaNode.Group group -> with(group.number(), after(group.inner(), before, isBehind));
        case EcmaNode.Look look -> {
          looks = true;
          int longest = look.inner().longest();
          demand(look.ahead() || longest < 1_000, "a look-behind of any length");
          Set<Integer> inside = after(look.inner(), before, isBehind || !look.ahead());
          yield look.ahead() && look.wanted() ? inside : before;
        }
        case EcmaNode.Repeat repeat -> {
          after(repeat.inner(), before, isBehind);
          yield before;
        }
        case EcmaNode.Sequence sequence -> {
          Set<Integer> known = before;
          for (EcmaNode part : sequence.parts()) {
            known = after(part, known, isBehind);
          }
          yield known;
        }
        case EcmaNode.Choice choice -> {
          choice.parts().forEach(part -> after(part, before, isBehind));
          yield before;
        }
      };
    }

    private static Set<Integer> with(int group, Set<Integer> groups) {
      Set<Integer> more = new HashSet<>(groups);
      more.add(group);
      return more;
    }

    private void demand(boolean holds, String what) {
      if (!holds) {
        throw new PatternSyntaxException(what, pattern, -1);
      }
    }
  }
}

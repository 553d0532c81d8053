package dev.evenkeel.contracts;

import dev.evenkeel.contracts.EcmaNode.Back;
import dev.evenkeel.contracts.EcmaNode.Edge;
import dev.evenkeel.contracts.EcmaNode.One;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What follows a backslash, and the groups that it may point to.
final class EcmaEscapes {
  private static final String SYNTAX = "^$\\.*+?()[]{}|/";
  private static final Pattern HEX2 = Pattern.compile("[0-9A-Fa-f]{2}");
  private static final Pattern HEX4 = Pattern.compile("[0-9A-Fa-f]{4}");
  private static final Pattern HEX_BRACED = Pattern.compile("\\{[0-9A-Fa-f]+}");
  private static final Pattern LOW_HALF = Pattern.compile("\\\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}");
  private static final Pattern CONTROL = Pattern.compile("[A-Za-z]");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*>");
  private static final Pattern CATEGORY = Pattern.compile("\\{[A-Z][a-z]?}");
  private static final Set<String> CATEGORIES =
      Set.of(
          ("Cc Cf Co L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps"
                  + " S Sc Sk Sm So Z Zl Zp Zs")
              .split(" "));

  private final EcmaScanner in;
  private final Map<String, Integer> names = new HashMap<>();
  private int groups;

  EcmaEscapes(EcmaScanner in) {
    this.in = in;
  }

  static One one(CodePoints points) {
    return new One(points, points.text());
  }

  /// The number of a group that begins here.
  int open() {
    return ++groups;
  }

  int openNamed() {
    String name = in.take(NAME, "a name of a group other than letters and digits");
    in.demand(!names.containsKey(name), "two groups of one name");
    names.put(name, open());
    return groups;
  }

  /// Outside of a class, after the backslash.
  EcmaNode outside() {
    if (in.takes("b")) {
      return Edge.WORD;
    }
    if (in.takes("B")) {
      return Edge.NO_WORD;
    }
    if (in.takes("k<")) {
      String name = in.take(NAME, "a name of a group other than letters and digits");
      in.demand(names.containsKey(name), "a reference to no group before it");
      return new Back(names.getOrDefault(name, 0));
    }
    if (in.match(NUMBER) != null) {
      String digits = in.take(NUMBER, "");
      int number = digits.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(digits);
      in.demand(number <= groups, "a reference to no group before it");
      return new Back(number);
    }
    Optional<One> several = several();
    return several.isPresent() ? several.get() : one(CodePoints.of(character(false)));
  }

  /// An escape that stands for a set of characters.
  Optional<One> several() {
    return Optional.ofNullable(
        in.takes("d")
            ? one(CodePoints.DIGITS)
            : in.takes("D")
                ? one(CodePoints.DIGITS.others())
                : in.takes("w")
                    ? one(CodePoints.WORD)
                    : in.takes("W")
                        ? one(CodePoints.WORD.others())
                        : in.takes("s")
                            ? one(CodePoints.SPACES)
                            : in.takes("S")
                                ? one(CodePoints.SPACES.others())
                                : in.takes("p")
                                    ? category(true)
                                    : in.takes("P") ? category(false) : null);
  }

  private One category(boolean isIn) {
    in.readNewGrammar();
    String braced = in.take(CATEGORY, "a property other than a general category such as `\\p{L}`");
    String name = braced.substring(1, braced.length() - 1);
    in.demand(CATEGORIES.contains(name), "a property other than a general category");
    CodePoints points = CodePoints.category(name);
    return new One(isIn ? points : points.others(), (isIn ? "\\p" : "\\P") + braced);
  }

  /// An escape that stands for one character.
  int character(boolean inClass) {
    int escaped = in.next();
    return switch (escaped) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'v' -> 0x0B;
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'c' -> in.take(CONTROL, "an unknown escape").charAt(0) % 32;
      case 'x' -> Integer.parseInt(in.take(HEX2, "`\\x` without two digits"), 16);
      case 'u' -> unicode();
      case '0' -> zero();
      default -> itself(escaped, inClass);
    };
  }

  private int zero() {
    in.demand(in.match(Pattern.compile("[0-9]")) == null, "an octal escape");
    return 0;
  }

  private int unicode() {
    if (in.sees("{")) {
      in.readNewGrammar();
      String digits =
          in.take(HEX_BRACED, "`\\u{` without digits").replaceAll("[{}]|(?<=\\{)0+", "");
      in.demand(digits.length() <= 6, "a character beyond U+10FFFF");
      int point = digits.isEmpty() ? 0 : Integer.parseInt(digits, 16);
      in.demand(point <= Character.MAX_CODE_POINT, "a character beyond U+10FFFF");
      in.demand(!EcmaScanner.isSurrogate(point), "half of a surrogate pair");
      return point;
    }
    int unit = Integer.parseInt(in.take(HEX4, "`\\u` without four digits"), 16);
    if (Character.isHighSurrogate((char) unit)) {
      in.readNewGrammar();
      String low = in.take(LOW_HALF, "half of a surrogate pair");
      return Character.toCodePoint((char) unit, (char) Integer.parseInt(low.substring(2), 16));
    }
    in.demand(!EcmaScanner.isSurrogate(unit), "half of a surrogate pair");
    return unit;
  }

  private int itself(int escaped, boolean inClass) {
    if (inClass && escaped == 'b') {
      return '\b';
    }
    boolean isWord = Character.isLetterOrDigit(escaped);
    in.demand(!isWord, "an unknown escape");
    if (SYNTAX.indexOf(escaped) < 0 && !(inClass && escaped == '-')) {
      in.readOldGrammar();
    }
    return escaped;
  }
}

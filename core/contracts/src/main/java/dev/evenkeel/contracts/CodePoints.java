package dev.evenkeel.contracts;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A set of characters that engines are told by its ranges, so that none applies tables of its own.
/// Halves of surrogate pairs are never in it: no text of ours holds one.
final class CodePoints {
  /// Two letters for each number of [Character#getType].
  private static final String CATEGORIES =
      "CnLuLlLtLmLoMnMeMcNdNlNoZsZlZpCcCf--CoCsPdPsPePcPoSmScSkSoPiPf";

  private static final int RANGE_WEIGHT = 20;
  private static final int CATEGORY_WEIGHT = 320;
  private static final int SPACES_WEIGHT = 100;
  private static final Map<String, CodePoints> KNOWN = new ConcurrentHashMap<>();

  static final CodePoints DIGITS = range('0', '9');
  static final CodePoints WORD =
      range('0', '9').with(range('A', 'Z')).with(of('_')).with(range('a', 'z'));
  static final CodePoints LINE_ENDS = of('\n').with(of('\r')).with(range(0x2028, 0x2029));

  /// ECMA-262's white space and line ends; the byte order mark is one, U+180E and U+0085 are none.
  static final CodePoints SPACES =
      new CodePoints(
          range('\t', '\r').with(of(0xFEFF)).with(LINE_ENDS).with(category("Zs")).points,
          SPACES_WEIGHT);

  private final BitSet points;
  private final int weight;

  /// @param weight no fewer than its instructions in RE2, which goes by bytes of UTF-8
  private CodePoints(BitSet points, int weight) {
    this.points = points;
    this.weight = weight;
    points.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
  }

  static CodePoints none() {
    return new CodePoints(new BitSet(), 1);
  }

  static CodePoints of(int point) {
    return range(point, point);
  }

  static CodePoints range(int first, int last) {
    BitSet points = new BitSet();
    points.set(first, last + 1);
    return new CodePoints(points, last < 128 ? 1 : RANGE_WEIGHT);
  }

  /// The characters of a general category, `L` or `Lu`, as this JDK's version of Unicode has them.
  static CodePoints category(String name) {
    return KNOWN.computeIfAbsent(
        name,
        wanted -> {
          BitSet points = new BitSet();
          IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
              .filter(point -> CATEGORIES.startsWith(wanted, 2 * Character.getType(point)))
              .forEach(points::set);
          return new CodePoints(points, CATEGORY_WEIGHT);
        });
  }

  CodePoints with(CodePoints more) {
    BitSet union = (BitSet) points.clone();
    union.or(more.points);
    return new CodePoints(union, weight + more.weight);
  }

  CodePoints others() {
    BitSet others = (BitSet) points.clone();
    others.flip(0, Character.MAX_CODE_POINT + 1);
    return new CodePoints(others, weight + RANGE_WEIGHT);
  }

  int size() {
    return points.cardinality();
  }

  int first() {
    return points.nextSetBit(0);
  }

  int weight() {
    return weight;
  }

  /// As RE2 and the JDK read it alike.
  String text() {
    if (points.isEmpty()) {
      return "[^\\x{0}-\\x{10FFFF}]";
    }
    if (points.cardinality() == 1) {
      return one(points.nextSetBit(0));
    }
    return "[" + members() + "]";
  }

  /// Its ranges without the brackets.
  String members() {
    StringBuilder members = new StringBuilder();
    for (int from = points.nextSetBit(0); from >= 0; ) {
      int end = points.nextClearBit(from);
      members.append(one(from));
      if (end - from > 1) {
        members.append('-').append(one(end - 1));
      }
      from = points.nextSetBit(end);
    }
    return members.toString();
  }

  private static String one(int point) {
    return point < 128 && Character.isLetterOrDigit(point)
        ? Character.toString(point)
        : "\\x{%X}".formatted(point);
  }
}

package dev.evenkeel.plugin;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/// Java names of what a contract names freely, each once in its scope.
final class Identifiers {
  private static final int LENGTH_MAX = 100;
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^\\p{L}\\p{Nd}]+|(?<=\\p{Ll})(?=\\p{Lu})");

  /// What a record may not call a component, and what would hide a package that code names.
  private static final Set<String> NOT_COMPONENTS =
      Set.of(
          "clone",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait",
          "java",
          "dev",
          "org",
          "yield",
          "record",
          "var",
          "sealed",
          "permits",
          "when");

  /// What generated code names without its package.
  private static final Set<String> NOT_TYPES =
      Set.of(
          "Object",
          "String",
          "Boolean",
          "Byte",
          "Short",
          "Integer",
          "Long",
          "Float",
          "Double",
          "Number",
          "Enum",
          "Record",
          "Override",
          "Deprecated",
          "IllegalArgumentException",
          "Math",
          "BigDecimal",
          "BigInteger",
          "List",
          "Map",
          "LinkedHashMap",
          "Collections",
          "Objects",
          "Path",
          "UUID",
          "Instant",
          "LocalDate",
          "LocalTime",
          "LocalDateTime",
          "Column",
          "Nested",
          "Shape",
          "Table",
          "RecordStream",
          "TextFormat",
          "TextPattern",
          "Values",
          "Set",
          "FromContract",
          "NullMarked",
          "Nullable",
          "Generated",
          "System",
          "Iterable",
          "Comparable",
          "Class",
          "Character",
          "Void",
          "Exception",
          "SuppressWarnings",
          "Arrays",
          "Thread",
          "Process",
          "Module",
          "Package",
          "Runtime");

  private final Set<String> taken = new HashSet<>();

  /// A type's name: `order_lines` becomes `OrderLines`. Types that differ by case alone would be
  /// one file on some machines, so they get numbers too.
  String type(String name) {
    StringBuilder type = new StringBuilder();
    for (String word : words(name)) {
      type.append(capital(word));
    }
    String named = started(type.toString());
    return unique(NOT_TYPES.contains(named) ? named + "Record" : named, true);
  }

  /// Keeps a type's name from being given again.
  void take(String type) {
    taken.add(type.toLowerCase(Locale.ROOT));
  }

  /// A component's name: `order_id` becomes `orderId`.
  String component(String name) {
    StringBuilder component = new StringBuilder();
    for (String word : words(name)) {
      component.append(component.isEmpty() ? small(word) : capital(word));
    }
    String named = started(component.toString());
    boolean isReserved = !SourceVersion.isName(named) || NOT_COMPONENTS.contains(named);
    return unique(isReserved ? named + "_" : named, false);
  }

  /// A constant's name: `in transit` becomes `IN_TRANSIT`.
  String constant(String value) {
    return unique(started(String.join("_", words(value)).toUpperCase(Locale.ROOT)), false);
  }

  private String unique(String name, boolean isFile) {
    String given = name;
    for (int number = 2; !taken.add(isFile ? given.toLowerCase(Locale.ROOT) : given); number++) {
      given = name + "_" + number;
    }
    return given;
  }

  private static List<String> words(String name) {
    String bounded = name.length() > LENGTH_MAX ? name.substring(0, LENGTH_MAX) : name;
    return BETWEEN_WORDS
        .splitAsStream(bounded)
        .map(Identifiers::lettersOf)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static String lettersOf(String word) {
    return word.codePoints()
        .filter(Character::isJavaIdentifierPart)
        .filter(point -> !Character.isIdentifierIgnorable(point))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String started(String name) {
    if (name.isEmpty()) {
      return "_unnamed";
    }
    return Character.isJavaIdentifierStart(name.codePointAt(0)) ? name : "_" + name;
  }

  private static String capital(String word) {
    int first = word.offsetByCodePoints(0, 1);
    return word.substring(0, first).toUpperCase(Locale.ROOT) + rest(word, first);
  }

  private static String small(String word) {
    int first = word.offsetByCodePoints(0, 1);
    return word.substring(0, first).toLowerCase(Locale.ROOT) + rest(word, first);
  }

  // `SKU` is one word, and `orderId` has kept its capitals.
  private static String rest(String word, int first) {
    String rest = word.substring(first);
    return rest.equals(rest.toUpperCase(Locale.ROOT)) ? rest.toLowerCase(Locale.ROOT) : rest;
  }
}

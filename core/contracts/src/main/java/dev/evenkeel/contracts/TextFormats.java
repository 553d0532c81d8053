package dev.evenkeel.contracts;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The standard's formats of strings, as patterns of whole texts that RE2 and Java both read.
public final class TextFormats {
  private static final int HOSTNAME_CHARS_MAX = 253;
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String IPV4 = "(%1$s\\.){3}%1$s".formatted(OCTET);
  private static final String GROUP = "[0-9A-Fa-f]{1,4}";

  /// RFC 4291, section 2.2: all groups, or `::` once for at least one of them.
  private static final String IPV6 = ipv6();

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String HOSTNAME = "%1$s(\\.%1$s)*".formatted(LABEL);

  private static final Map<String, String> PATTERNS =
      Map.of(
          // As HTML has it: what RFC 5322 allows beyond, nobody's form takes.
          "email",
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@" + HOSTNAME,
          "uuid",
          "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
          // RFC 3986, section 3: a scheme, and characters that an URI may have.
          "uri",
          "[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\\[\\]@!$&'(*+,;=)-]|%[0-9A-Fa-f]{2})*",
          "hostname",
          HOSTNAME,
          "ipv4",
          IPV4,
          "ipv6",
          IPV6,
          // RFC 4648, section 4.
          "byte",
          "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  private static final Map<String, Predicate<String>> PREDICATES = predicates();

  private TextFormats() {}

  /// Those that are known here.
  public static Set<String> names() {
    return PATTERNS.keySet();
  }

  /// What a whole text must match.
  public static String pattern(String format) {
    String pattern = PATTERNS.get(format);
    if (pattern == null) {
      throw new IllegalArgumentException("Cannot check a format: got " + format);
    }
    return pattern;
  }

  /// How many characters a text may have at most.
  public static int charactersMax(String format) {
    return format.equals("hostname") ? HOSTNAME_CHARS_MAX : Integer.MAX_VALUE;
  }

  static Predicate<String> predicate(String format) {
    Predicate<String> predicate = PREDICATES.get(format);
    if (predicate == null) {
      throw new IllegalArgumentException("Cannot check a format: got " + format);
    }
    return predicate;
  }

  private static Map<String, Predicate<String>> predicates() {
    Map<String, Predicate<String>> predicates = new HashMap<>();
    PATTERNS.forEach((format, text) -> {
      // Java repeats a group by calling itself, and a long text would overflow the stack. What
      // follows each repetition here never needs a part of it back, so it may keep all.
      Pattern pattern = Pattern.compile(text.replace(")*", ")*+"));
      int most = charactersMax(format);
      predicates.put(format, value -> value.length() <= most && pattern.matcher(value).matches());
    });
    return Map.copyOf(predicates);
  }

  private static String ipv6() {
    StringBuilder all = new StringBuilder("(%1$s:){7}%1$s|(%1$s:){6}%2$s".formatted(GROUP, IPV4));
    for (int before = 0; before <= 7; before++) {
      String left = before == 0 ? ":" : "(%s:){%d}".formatted(GROUP, before);
      int after = 7 - before;
      // `::` itself, then at most as many groups as it leaves.
      String right = after == 0 ? "" : "((%1$s:){0,%2$d}%1$s)?".formatted(GROUP, after - 1);
      all.append("|").append(left).append(":").append(right);
      if (after >= 2) {
        all.append("|%s:(%s:){0,%d}%s".formatted(left, GROUP, after - 2, IPV4));
      }
    }
    return all.toString();
  }
}

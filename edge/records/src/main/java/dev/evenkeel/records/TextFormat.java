package dev.evenkeel.records;

import java.util.regex.Pattern;

/// The standard's formats of strings, as `evenkeel contract test` judges them. A UUID is a type of
/// its own.
public enum TextFormat {
  /// As HTML has it: what RFC 5322 allows beyond, nobody's form takes.
  EMAIL {
    @Override
    public boolean isOf(String text) {
      int at = text.lastIndexOf('@');
      return at > 0 && LOCAL.matcher(text.substring(0, at)).matches() && labels(text, at + 1);
    }
  },
  /// RFC 3986, section 3: a scheme, and characters that an URI may have.
  URI {
    @Override
    public boolean isOf(String text) {
      return ADDRESS.matcher(text).matches() && !HALF_ESCAPE.matcher(text).find();
    }
  },
  /// Labels of RFC 1123, 253 characters together.
  HOSTNAME {
    @Override
    public boolean isOf(String text) {
      return text.length() <= 253 && labels(text, 0);
    }
  },
  /// Four numbers of up to 255, without zeros before them.
  IPV4 {
    @Override
    public boolean isOf(String text) {
      return QUAD.matcher(text).matches();
    }
  },
  /// RFC 4291, section 2.2: all groups, or `::` once for at least one of them.
  IPV6 {
    @Override
    public boolean isOf(String text) {
      return isIpv6(text);
    }
  },
  /// RFC 4648, section 4: base64 with its padding.
  BYTE {
    @Override
    public boolean isOf(String text) {
      return text.length() % 4 == 0 && BASE64.matcher(text).matches();
    }
  };

  // None of them repeats a group, for which the JDK would take a frame of the stack each time.
  private static final Pattern LOCAL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]*");
  private static final Pattern HALF_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern QUAD = Pattern.compile("(?:%1$s\\.){3}%1$s".formatted(OCTET));
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
  private static final int IPV6_MAX = 45;

  /// Whether the text is of the format.
  public abstract boolean isOf(String text);

  private static boolean labels(String text, int start) {
    int from = start;
    while (true) {
      int dot = text.indexOf('.', from);
      int end = dot < 0 ? text.length() : dot;
      if (end - from > 63 || !LABEL.matcher(text).region(from, end).matches()) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      from = dot + 1;
    }
  }

  private static boolean isIpv6(String text) {
    if (text.length() > IPV6_MAX) {
      return false;
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == 8;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int left = before.isEmpty() ? 0 : groups(before, false);
    int right = after.isEmpty() ? 0 : groups(after, true);
    return left >= 0 && right >= 0 && left + right <= 7;
  }

  /// How many groups they are, an address of version 4 at the end being two; -1 for none.
  private static int groups(String text, boolean isEnd) {
    String[] parts = text.split(":", -1);
    int groups = 0;
    for (int at = 0; at < parts.length; at++) {
      boolean isQuad = isEnd && at == parts.length - 1 && QUAD.matcher(parts[at]).matches();
      if (!isQuad && !GROUP.matcher(parts[at]).matches()) {
        return -1;
      }
      groups += isQuad ? 2 : 1;
    }
    return groups;
  }
}

package dev.evenkeel.base;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Writes a tree as YAML that people like to read: plain words where they cannot be misread, else
/// quoted as JSON does.
public final class YamlText {
  /// Words that no YAML of any version reads as something else.
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$./()@+-]*( [A-Za-z0-9_$./()@+-]+)*");

  private static final Pattern OTHER_MEANING =
      Pattern.compile(
          "(?i)y|yes|n|no|true|false|on|off|null|\\.inf|\\.nan|[-+]?[0-9][0-9_]*(\\.[0-9]*)?(e[-+]?[0-9]+)?");

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// The text, with a line feed at its end.
  public static String of(JsonNode tree) {
    YamlText text = new YamlText();
    if (tree.isContainer() && !tree.isEmpty()) {
      text.block(tree, "");
    } else {
      text.out.append(scalar(tree)).append('\n');
    }
    return text.out.toString();
  }

  private void block(JsonNode node, String indent) {
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> {
            out.append(indent).append(text(entry.getKey())).append(':');
            value(entry.getValue(), indent + "  ");
          });
    } else {
      for (JsonNode item : node) {
        out.append(indent).append('-');
        item(item, indent + "  ");
      }
    }
  }

  private void value(JsonNode value, String indent) {
    if (value.isContainer() && !value.isEmpty()) {
      out.append('\n');
      block(value, indent);
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  /// The first key of a mapping stands beside the dash.
  private void item(JsonNode item, String indent) {
    if (item.isContainer() && !item.isEmpty()) {
      int start = out.length();
      block(item, indent);
      out.replace(start, start + indent.length(), " ");
    } else {
      out.append(' ').append(scalar(item)).append('\n');
    }
  }

  private static String scalar(JsonNode value) {
    if (value.isString()) {
      return text(value.stringValue());
    }
    if (value.isContainer()) {
      return value.isObject() ? "{}" : "[]";
    }
    return value.isBigDecimal() ? value.decimalValue().toPlainString() : value.toString();
  }

  private static String text(String text) {
    boolean isPlain =
        text.length() <= 200
            && PLAIN.matcher(text).matches()
            && !OTHER_MEANING.matcher(text).matches();
    return isPlain ? text : quoted(text);
  }

  /// A text as JSON writes it, which is YAML but for characters that YAML calls unprintable.
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (char letter : Json.text(text).toCharArray()) {
      boolean isUnprintable =
          (letter >= 0x7f && letter <= 0xa0)
              || letter == 0x2028
              || letter == 0x2029
              || letter == 0xfeff
              || letter >= 0xfffe;
      quoted.append(isUnprintable ? "\\u%04x".formatted((int) letter) : letter);
    }
    return quoted.toString();
  }
}

package dev.evenkeel.checks;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// How many times as large as its arguments a function's value can be. One expression makes the
/// values of some thousand rows at once, out of sight of the engine's limit on memory and with no
/// look at its clock; so a query's factors multiplied must stay small.
final class Growth {
  private static final Set<String> JOINING =
      Set.of("||", "concat", "concat_ws", "list_concat", "overlay");
  // Written out as text these double quotes and backslashes.
  private static final Set<String> NESTING =
      Set.of("list_value", "list_pack", "array_value", "struct_pack", "row");
  private static final Set<String> DOUBLING =
      Set.of("hex", "to_hex", "base64", "to_base64", "regexp_escape");
  private static final Set<String> SPLITTING =
      Set.of(
          "url_encode",
          "split",
          "str_split",
          "string_split",
          "string_to_array",
          "str_split_regex",
          "string_split_regex",
          "regexp_split_to_array",
          "regexp_extract_all");
  private static final Set<String> REPLACING = Set.of("replace", "regexp_replace");
  private static final Pattern CONSTANTS =
      Pattern.compile("regexp_.*|.*_regex|replace|translate|strftime|strptime|try_strptime");

  private Growth() {}

  /// A factor; empty when it depends on the data and is refused.
  static OptionalInt factor(JsonNode function) {
    String name = function.path("function_name").asString();
    List<JsonNode> arguments =
        StreamSupport.stream(function.path("arguments").spliterator(), false)
            .map(argument -> argument.path("expression"))
            .toList();
    int varying = (int) arguments.stream().filter(argument -> !isConstant(argument)).count();
    if (isToBeConstant(name) && !restIsConstant(arguments)) {
      return OptionalInt.empty();
    }
    if (varying == 0) {
      return OptionalInt.of(1);
    }
    if (REPLACING.contains(name)) {
      return OptionalInt.of(replaced(name, arguments));
    }
    if (JOINING.contains(name)) {
      return OptionalInt.of(varying);
    }
    if (NESTING.contains(name)) {
      return OptionalInt.of(varying + 1);
    }
    return OptionalInt.of(DOUBLING.contains(name) ? 2 : SPLITTING.contains(name) ? 4 : 1);
  }

  private static boolean isToBeConstant(String name) {
    return !name.equals("regexp_escape") && CONSTANTS.matcher(name).matches();
  }

  // Of dates the format may stand first.
  private static boolean restIsConstant(List<JsonNode> arguments) {
    return arguments.stream().filter(argument -> !isConstant(argument)).count() <= 1
        && (arguments.size() < 2 || isConstant(arguments.get(1)) || isConstant(arguments.get(0)));
  }

  /// Each match is replaced, and the empty pattern matches between all letters.
  private static int replaced(String name, List<JsonNode> arguments) {
    int searched =
        name.equals("replace") && arguments.size() > 1 ? text(arguments.get(1)).length() : 0;
    int replacement = arguments.size() > 2 ? text(arguments.get(2)).length() : 0;
    return searched == 0 ? 1 + replacement : Math.max(1, Math.ceilDiv(replacement, searched));
  }

  private static String text(JsonNode constant) {
    return constant.path("literal").path("text").asString();
  }

  private static boolean isConstant(JsonNode expression) {
    return switch (expression.path("class").asString()) {
      case "CONSTANT" -> true;
      case "CAST" -> isConstant(expression.path("child"));
      default -> false;
    };
  }
}

package dev.evenkeel.registry;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Map;
import java.util.regex.Pattern;

/// What may be written of models and versions, by the limits of MLflow.
final class RegistryTexts {
  private static final int KEY_CHARS_MAX = 250;
  private static final int VALUE_CHARS_MAX = 100_000;
  private static final int NOTE_CHARS_MAX = 100_000;
  private static final int TAGS_MAX = 1_000;

  private static final Pattern KEY =
      Pattern.compile("[/\\w.\\- :]+", Pattern.UNICODE_CHARACTER_CLASS);

  private RegistryTexts() {}

  static Map<String, String> tags(Map<String, String> tags) {
    if (tags.size() > TAGS_MAX) {
      throw refused("%,d tags at once".formatted(tags.size()), "at most %,d".formatted(TAGS_MAX));
    }
    tags.forEach(RegistryTexts::tag);
    return tags;
  }

  static void tag(String key, String value) {
    key(key);
    text("the value of tag `%s`".formatted(Names.abbreviate(key)), value, VALUE_CHARS_MAX);
  }

  static String key(String key) {
    boolean isKey =
        key.length() <= KEY_CHARS_MAX
            && KEY.matcher(key).matches()
            && !key.startsWith("/")
            && java.util.stream.Stream.of(key.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!isKey) {
      throw refused(
          "Invalid tag key `%s`".formatted(Names.abbreviate(key)),
          "1 to 250 letters, digits, spaces, `_`, `.`, `-`, `:` and single `/`");
    }
    return key;
  }

  static String note(String note) {
    return text("the description", note, NOTE_CHARS_MAX);
  }

  static String text(String what, String text, int charsMax) {
    // PostgreSQL keeps no NUL.
    if (text.length() > charsMax || text.indexOf('\0') >= 0) {
      throw refused(
          "%s cannot be kept".formatted(what),
          "at most %,d characters, none of them NUL".formatted(charsMax));
    }
    return text;
  }

  private static RuntimeException refused(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }
}

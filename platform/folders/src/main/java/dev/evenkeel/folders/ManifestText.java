package dev.evenkeel.folders;

import dev.evenkeel.base.Json;
import java.util.Map;

/// A manifest's lines as they are sent: in each an object of JSON with `path`, `digest`, `size` and
/// labels.
public final class ManifestText {
  private ManifestText() {}

  /// Adds one line with its end.
  ///
  /// @param labels further texts by name; none of them a name of ours
  public static void add(StringBuilder text, FolderFile file, Map<String, String> labels) {
    text.append("{\"path\":");
    quote(text, file.path());
    text.append(",\"digest\":\"").append(file.digest()).append("\",\"size\":").append(file.size());
    labels.forEach((name, label) -> {
      text.append(',');
      quote(text, name);
      text.append(':');
      quote(text, label);
    });
    text.append("}\n");
  }

  private static void quote(StringBuilder text, String value) {
    if (isPlain(value)) {
      text.append('"').append(value).append('"');
    } else {
      text.append(Json.text(value));
    }
  }

  /// Whether nothing in it must be escaped, as in nearly every path.
  private static boolean isPlain(String value) {
    for (int at = 0; at < value.length(); at++) {
      char letter = value.charAt(at);
      if (letter < ' ' || letter == '"' || letter == '\\' || Character.isSurrogate(letter)) {
        return false;
      }
    }
    return true;
  }
}

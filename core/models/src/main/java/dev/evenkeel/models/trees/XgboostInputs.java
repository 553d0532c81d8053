package dev.evenkeel.models.trees;

import java.util.ArrayList;
import java.util.List;

/// What XGBoost's file says of its inputs: names and types when it was trained from a data frame,
/// and from 3.1 the names of categories.
final class XgboostInputs {
  private XgboostInputs() {}

  static List<TreeInput> of(
      int count, List<String> names, List<String> types, Fields cats, Refusal refusal) {
    List<Fields> encodings = cats.objects("enc");
    List<TreeInput> inputs = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      TreeInput.Type type = index < types.size() ? type(types.get(index)) : TreeInput.Type.NUMBER;
      List<String> levels =
          type == TreeInput.Type.CATEGORY && index < encodings.size()
              ? levels(encodings.get(index), refusal)
              : List.of();
      boolean bare = names.isEmpty() && type == TreeInput.Type.NUMBER;
      inputs.add(
          bare
              ? TreeInput.NAMELESS
              : new TreeInput(names.isEmpty() ? "" : names.get(index), type, levels));
    }
    return inputs;
  }

  private static TreeInput.Type type(String written) {
    return switch (written) {
      case "c" -> TreeInput.Type.CATEGORY;
      case "int" -> TreeInput.Type.WHOLE_NUMBER;
      case "i" -> TreeInput.Type.TRUTH;
      default -> TreeInput.Type.NUMBER;
    };
  }

  /// Names lie as texts one after another in bytes, with where each begins; numbers as they are.
  private static List<String> levels(Fields encoding, Refusal refusal) {
    List<String> levels = new ArrayList<>();
    if (!encoding.has("offsets")) {
      for (double value : encoding.numbers("values")) {
        levels.add(Refusal.written(value));
      }
      return levels;
    }
    int[] bytes = encoding.wholes("values", Byte.MIN_VALUE, Byte.MAX_VALUE);
    int[] starts = encoding.wholes("offsets", 0, bytes.length);
    StringBuilder text = new StringBuilder();
    for (int each : bytes) {
      if (each < 0) {
        // XGBoost 3.2 counts characters where bytes lie, which moves and cuts names: better none.
        return List.of();
      }
      text.append((char) each);
    }
    for (int index = 0; index + 1 < starts.length; index++) {
      if (starts[index + 1] < starts[index]) {
        throw refusal.of("names of categories that end before they begin", "rising offsets");
      }
      levels.add(text.substring(starts[index], starts[index + 1]));
    }
    return levels;
  }
}

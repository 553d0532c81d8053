package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads LightGBM's text, and trusts none of it: counts, children, features and depth are checked
/// before anything walks the trees.
public final class LightgbmReader {
  private static final int INPUTS_MAX = 1_000_000;
  private static final int GROUPS_MAX = 10_000;
  private static final String AVERAGE = "average_output";

  private final Refusal refusal;
  private final Lines lines;
  private final LightgbmBlock header;
  private final int inputs;
  private final int groups;
  private final boolean[] categorical;

  private LightgbmReader(byte[] file, Refusal refusal) {
    this.refusal = refusal;
    this.lines = new Lines(file);
    if (!lines.hasNext() || !lines.next().equals("tree")) {
      throw refusal.malformed("not LightGBM's text", "a first line `tree`");
    }
    this.header = new LightgbmBlock(lines.block(AVERAGE), refusal);
    this.inputs = header.whole("max_feature_idx", 0, INPUTS_MAX - 1) + 1;
    this.groups = header.whole("num_tree_per_iteration", 1, GROUPS_MAX);
    this.categorical = new boolean[inputs];
  }

  /// Reads a file; a hostile or broken one is a problem.
  ///
  /// @param where the file's name in messages
  public static Ensemble read(byte[] file, String where) {
    Refusal refusal =
        new Refusal(where, "save the model again as text: booster.save_model('model.txt')");
    return new LightgbmReader(file, refusal).read();
  }

  private Ensemble read() {
    LightgbmObjective objective =
        LightgbmObjective.of(header.text("objective").strip(), groups, refusal);
    Trees trees = trees();
    int iterations = trees.roots.length / groups;
    if (iterations * groups != trees.roots.length) {
      throw refusal.of(
          "%d trees".formatted(trees.roots.length), "a multiple of %d".formatted(groups));
    }
    return new Ensemble(
        trees,
        objective.link(),
        false,
        inputs(),
        new double[groups],
        header.has(AVERAGE) ? Math.max(1, iterations) : 1,
        objective.sigmoid());
  }

  private Trees trees() {
    List<LightgbmTree> trees = new ArrayList<>();
    boolean counted = true;
    while (true) {
      if (!lines.hasNext()) {
        throw refusal.malformed("the file ends among its trees", "a line `end of trees`");
      }
      String line = lines.next();
      if (line.equals("end of trees")) {
        break;
      }
      if (line.startsWith("Tree=")) {
        LightgbmBlock block = new LightgbmBlock(lines.block(""), refusal);
        counted &= LightgbmTree.hasCounts(block);
        trees.add(new LightgbmTree(block, inputs, refusal));
      } else if (!line.isBlank()) {
        throw refusal.malformed(
            "line %d is `%s`".formatted(lines.number(), Names.abbreviate(line)),
            "`Tree=`, or `end of trees`");
      }
    }
    TreesBuilder builder = new TreesBuilder(refusal, false, counted);
    for (int index = 0; index < trees.size(); index++) {
      builder.add(trees.get(index), index % groups);
      trees.get(index).markCategories(categorical);
    }
    return builder.build();
  }

  /// Names lie in the header, categories behind the trees: which inputs have some among the
  /// parameters, and their values when the training data came as a data frame.
  private List<TreeInput> inputs() {
    String[] names = names();
    List<List<String>> levels = List.of();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("[categorical_feature: ")) {
        mark(
            line.substring(
                line.indexOf(' ') + 1, Math.max(line.indexOf(' ') + 1, line.length() - 1)));
      } else if (line.startsWith("pandas_categorical:")) {
        levels = levels(line.substring(line.indexOf(':') + 1));
      }
    }
    int categories = 0;
    for (boolean each : categorical) {
      categories += each ? 1 : 0;
    }
    // With other counts nobody knows which list belongs to which input, so codes it is.
    boolean named = categories == levels.size();
    List<TreeInput> inputs = new ArrayList<>(names.length);
    int next = 0;
    for (int index = 0; index < names.length; index++) {
      if (categorical[index]) {
        List<String> own = named ? levels.get(next++) : List.of();
        inputs.add(new TreeInput(names[index], TreeInput.Type.CATEGORY, own));
      } else {
        inputs.add(TreeInput.number(names[index]));
      }
    }
    return inputs;
  }

  private String[] names() {
    String[] names = header.text("feature_names").split(" ", -1);
    if (names.length != inputs) {
      throw refusal.of("%d feature names".formatted(names.length), String.valueOf(inputs));
    }
    return names;
  }

  private void mark(String list) {
    for (String word : list.split(",", -1)) {
      if (word.matches("[0-9]{1,7}") && Integer.parseInt(word) < inputs) {
        categorical[Integer.parseInt(word)] = true;
      }
    }
  }

  private List<List<String>> levels(String json) {
    Value document = JsonDocument.read(json.getBytes(StandardCharsets.UTF_8), refusal);
    List<List<String>> levels = new ArrayList<>();
    if (document instanceof Value.Items(List<Value> lists)) {
      for (Value list : lists) {
        levels.add(Fields.of(new Value.Fields(Map.of("levels", list)), refusal).words("levels"));
      }
    }
    return levels;
  }
}

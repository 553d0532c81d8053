package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.NewVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Models as XGBoost writes them, made by hand.
final class TestModels {
  static final String NAME = "home-sales";
  static final List<String> LABELS = List.of("entry", "mid", "premium");
  static final Signature SIGNATURE =
      new Signature(
          List.of(
              area(),
              Property.of("rooms", LogicalType.INTEGER, false),
              Property.of("wall", LogicalType.STRING, true)
                  .withAllowed(List.of("brick", "wood"), Severity.WARNING),
              Property.of("garage", LogicalType.STRING, false)
                  .withAllowed(List.of("none", "attached"), Severity.ERROR)));
  static final Target BANDS =
      new Target.Bands(
          "price",
          Duration.ofDays(30),
          List.of(
              new Target.Band("entry", 60_000),
              new Target.Band("mid", 100_000),
              new Target.Band("premium", Double.POSITIVE_INFINITY)));
  static final Target CLASSES = new Target.Classes("band", Duration.ZERO, LABELS);
  static final Target QUANTITY = new Target.Quantity("price", Duration.ZERO);

  private static final List<Feature> FEATURES =
      List.of(
          new Feature("area", "area"),
          new Feature("rooms", "rooms"),
          new Feature("wall", "one_hot(wall, 'brick', 'wood')"),
          new Feature("size", "log(area) / coalesce(rooms, 0.1)"));
  private static final List<String> COLUMNS =
      List.of("area", "rooms", "wall=brick", "wall=wood", "size");

  private TestModels() {}

  private static Property area() {
    Property area = Property.of("area", LogicalType.NUMBER, true);
    return new Property(
        area.name(),
        area.type(),
        true,
        false,
        "living area in square feet",
        "",
        OptionalDouble.of(0),
        OptionalDouble.of(100_000),
        OptionalInt.empty(),
        OptionalInt.empty(),
        "",
        List.of(),
        Severity.ERROR,
        "");
  }

  /// Answers this label, whatever it is asked.
  static NewVersion always(String label, Target target) {
    List<Map<String, Object>> trees = List.of(leaf(4.0));
    return version(target, file("multi:softprob", 3, trees, List.of(LABELS.indexOf(label))));
  }

  /// Answers this number.
  static NewVersion number(double value) {
    return version(QUANTITY, file("reg:squarederror", 0, List.of(leaf(value)), List.of(0)));
  }

  /// A forest of random trees.
  static NewVersion grown(long seed) {
    RandomGenerator random = random(seed);
    List<Map<String, Object>> trees = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    for (int tree = 0; tree < 90; tree++) {
      trees.add(tree(random));
      groups.add(tree % LABELS.size());
    }
    return version(BANDS, file("multi:softprob", LABELS.size(), trees, groups));
  }

  /// The same model with counts of how often its branches were taken, by which it can be explained.
  static NewVersion covered(NewVersion version) {
    ObjectNode file = (ObjectNode) Json.mapper().readTree(version.artifact());
    for (JsonNode tree : file.at("/learner/gradient_booster/model/trees")) {
      JsonNode left = tree.path("left_children");
      double[] covers = new double[left.size()];
      for (int node = covers.length - 1; node >= 0; node--) {
        int child = left.path(node).intValue();
        covers[node] = child < 0 ? 1 + node % 3 : covers[child] + covers[child + 1];
      }
      ((ObjectNode) tree).set("sum_hessian", Json.mapper().valueToTree(covers));
    }
    return new NewVersion(
        version.model(),
        version.description(),
        Json.write(file),
        version.profile(),
        version.dataset(),
        version.pipelineRun(),
        version.code(),
        version.seed(),
        version.parameters(),
        version.metrics());
  }

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static NewVersion version(Target target, byte[] artifact) {
    return new NewVersion(
        NAME,
        new ModelDescription(SIGNATURE, FEATURES, target, ModelDescription.XGBOOST_JSON),
        artifact,
        Optional.empty(),
        "listings-labelled@1",
        Optional.empty(),
        "by hand",
        1,
        Map.of(),
        Map.of("holdout.score", 0.8));
  }

  /// A model that a [FakeRuntime] knows by its name.
  static NewVersion fake(String model, String name) {
    return fake(model, name, QUANTITY);
  }

  static NewVersion fake(String model, String name, Target target) {
    List<Property> inputs = List.of(Property.of("x", LogicalType.NUMBER, false));
    return new NewVersion(
        model,
        new ModelDescription(
            new Signature(inputs), List.of(new Feature("x", "x")), target, FakeRuntime.FORMAT),
        name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Optional.empty(),
        "",
        Optional.empty(),
        "by hand",
        1,
        Map.of(),
        Map.of());
  }

  private static byte[] file(
      String objective, int classes, List<Map<String, Object>> trees, List<Integer> groups) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put(
        "gbtree_model_param",
        Map.of("num_parallel_tree", "1", "num_trees", String.valueOf(trees.size())));
    model.put("tree_info", groups);
    model.put("trees", trees);
    Map<String, Object> learner = new LinkedHashMap<>();
    learner.put("attributes", Map.of());
    learner.put("feature_names", COLUMNS);
    learner.put("feature_types", COLUMNS.stream().map(_ -> "float").toList());
    learner.put("gradient_booster", Map.of("name", "gbtree", "model", model));
    learner.put(
        "learner_model_param",
        Map.of(
            "base_score",
            "0E0",
            "num_class",
            String.valueOf(classes),
            "num_feature",
            String.valueOf(COLUMNS.size()),
            "num_target",
            "1"));
    learner.put("objective", Map.of("name", objective));
    return Json.write(Map.of("learner", learner, "version", List.of(3, 0, 4)));
  }

  private static Map<String, Object> leaf(double value) {
    return nodes(
        new int[] {-1}, new int[] {-1}, new int[] {0}, new double[] {value}, new int[] {0});
  }

  /// A complete tree of depth 4.
  private static Map<String, Object> tree(RandomGenerator random) {
    int inner = 15;
    int size = 2 * inner + 1;
    int[] left = new int[size];
    int[] right = new int[size];
    int[] features = new int[size];
    double[] values = new double[size];
    int[] defaults = new int[size];
    Arrays.fill(left, -1);
    Arrays.fill(right, -1);
    for (int node = 0; node < size; node++) {
      if (node < inner) {
        left[node] = 2 * node + 1;
        right[node] = 2 * node + 2;
        features[node] = random.nextInt(COLUMNS.size());
        values[node] = (float) threshold(features[node], random);
        defaults[node] = random.nextInt(2);
      } else {
        values[node] = (float) random.nextDouble(-0.3, 0.3);
      }
    }
    return nodes(left, right, features, values, defaults);
  }

  private static double threshold(int feature, RandomGenerator random) {
    return switch (feature) {
      case 0 -> random.nextDouble(200, 5_000);
      case 1 -> random.nextInt(1, 12) - 0.5;
      case 2, 3 -> 0.5;
      default -> random.nextDouble(0.5, 6);
    };
  }

  private static Map<String, Object> nodes(
      int[] left, int[] right, int[] features, double[] values, int[] defaults) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(
        "tree_param", Map.of("num_nodes", String.valueOf(left.length), "size_leaf_vector", "1"));
    tree.put("left_children", left);
    tree.put("right_children", right);
    tree.put("split_indices", features);
    tree.put("split_conditions", values);
    tree.put("default_left", defaults);
    tree.put("split_type", new int[left.length]);
    return tree;
  }
}

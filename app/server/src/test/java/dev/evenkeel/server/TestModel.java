package dev.evenkeel.server;

import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model that always answers `yes`.
final class TestModel {
  static final String BODY = "{\"instances\": [{\"x\": 1.5}]}";

  private static final String FILE =
      """
      {"learner": {"attributes": {}, "feature_names": ["x"], "feature_types": ["float"],
        "gradient_booster": {"name": "gbtree", "model": {
          "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"},
          "tree_info": [0],
          "trees": [{"tree_param": {"num_nodes": "1", "size_leaf_vector": "1"},
            "left_children": [-1], "right_children": [-1], "split_indices": [0],
            "split_conditions": [2.0], "default_left": [0], "split_type": [0]}]}},
        "learner_model_param":
          {"base_score": "5E-1", "num_class": "0", "num_feature": "1", "num_target": "1"},
        "objective": {"name": "binary:logistic"}},
       "version": [3, 0, 4]}
      """;

  private TestModel() {}

  static void promote(LoopRooms rooms) {
    promote(rooms, "m");
  }

  static void promote(LoopRooms rooms, String name) {
    ModelVersion version = register(rooms, name);
    rooms.promotions().promote(version, (_, _) -> new Verdict.Pass("first"), "test", _ -> {});
  }

  static ModelVersion register(LoopRooms rooms, String name) {
    return register(rooms, name, "d@1");
  }

  /// @param dataset that it was trained on
  static ModelVersion register(LoopRooms rooms, String name, String dataset) {
    ModelDescription description =
        new ModelDescription(
            new Signature(List.of(Property.of("x", LogicalType.NUMBER, true))),
            List.of(new Feature("x", "x")),
            new Target.Classes("y", Duration.ZERO, List.of("no", "yes")),
            ModelDescription.XGBOOST_JSON);
    return rooms
        .models()
        .register(
            new NewVersion(
                name,
                description,
                FILE.getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                dataset,
                Optional.empty(),
                "by hand",
                1,
                Map.of(),
                Map.of()));
  }
}

package dev.evenkeel.registry.tracking;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Ids that nobody has yet, and names for what nobody named.
final class Fresh {
  private static final List<String> HOW =
      List.of(
          "able", "bold", "brave", "bright", "calm", "clear", "fair", "fleet", "gentle", "glad",
          "keen", "kind", "lively", "merry", "nimble", "quiet", "steady", "sturdy", "swift",
          "wise");
  private static final List<String> WHAT =
      List.of(
          "barge",
          "buoy",
          "canoe",
          "clipper",
          "cutter",
          "dinghy",
          "dory",
          "ferry",
          "frigate",
          "galley",
          "gull",
          "ketch",
          "kayak",
          "lugger",
          "otter",
          "pilot",
          "schooner",
          "seal",
          "sloop",
          "tern");

  private Fresh() {}

  static String runId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  static String modelId() {
    return "m-" + runId();
  }

  /// As MLflow names a run: `steady-sloop-417`.
  static String name() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "%s-%s-%d"
        .formatted(
            HOW.get(random.nextInt(HOW.size())),
            WHAT.get(random.nextInt(WHAT.size())),
            random.nextInt(1_000));
  }
}

package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.server.ServerConfiguration.Drain;
import dev.evenkeel.serving.ServingSettings;
import java.time.Duration;
import java.util.Optional;

/// The keys `serving`, `shutdown` and `connections` of `server.yaml`.
final class ServingKeys {
  static final Drain DRAIN = new Drain(Duration.ZERO, Duration.ofSeconds(10));

  private ServingKeys() {}

  static ServingSettings serving(Optional<YamlMap> given) {
    ServingSettings usual = ServingSettings.defaults();
    if (given.isEmpty()) {
      return usual;
    }
    YamlMap map = given.get();
    ServingSettings settings =
        new ServingSettings(
            atLeast(map, "concurrency", 0, map.integer("concurrency", usual.concurrency())),
            atLeast(map, "queueRowsMax", 1, map.integer("queueRowsMax", usual.queueRowsMax())),
            time(map, "queueTimeMax", usual.queueTimeMax()),
            atLeast(map, "batchRowsMax", 1, map.integer("batchRowsMax", usual.batchRowsMax())),
            time(map, "timeout", usual.timeout()),
            atLeast(map, "memoryBytesMax", 1, bytes(map, "memoryBytesMax", usual.memoryBytesMax())),
            atLeast(map, "modelBytesMax", 1, bytes(map, "modelBytesMax", usual.modelBytesMax())),
            map.texts("required"),
            map.flag("tritonMetrics", usual.tritonMetrics()));
    map.done();
    return settings;
  }

  static Drain drain(Optional<YamlMap> given) {
    if (given.isEmpty()) {
      return DRAIN;
    }
    YamlMap map = given.get();
    Drain drain = new Drain(time(map, "delay", DRAIN.delay()), time(map, "grace", DRAIN.grace()));
    map.done();
    return drain;
  }

  static ConnectionSettings connections(Optional<YamlMap> given) {
    ConnectionSettings usual = ConnectionSettings.DEFAULT;
    if (given.isEmpty()) {
      return usual;
    }
    YamlMap map = given.get();
    ConnectionSettings settings =
        new ConnectionSettings(
            atLeast(map, "most", 1, map.integer("most", usual.most())),
            time(map, "patience", usual.patience()),
            time(map, "idle", usual.idle()),
            atLeast(map, "bytesPerSecond", 1, bytes(map, "bytesPerSecond", usual.bytesPerSecond())),
            atLeast(map, "chunkBytesMax", 1, map.integer("chunkBytesMax", usual.chunkBytesMax())),
            atLeast(map, "bodyBytesMax", 1, bytes(map, "bodyBytesMax", usual.bodyBytesMax())));
    map.done();
    return settings;
  }

  private static long bytes(YamlMap map, String key, long otherwise) {
    return map.optionalLong(key).orElse(otherwise);
  }

  private static Duration time(YamlMap map, String key, Duration otherwise) {
    Duration time = map.optionalDuration(key).orElse(otherwise);
    // ISO 8601 knows lengths below zero, and nobody waits a month.
    if (time.isNegative() || time.toDays() > 31) {
      throw wrong(map, key, "0s to 31d");
    }
    return time;
  }

  private static int atLeast(YamlMap map, String key, int least, int number) {
    return Math.toIntExact(atLeast(map, key, least, (long) number));
  }

  private static long atLeast(YamlMap map, String key, int least, long number) {
    if (number < least) {
      throw wrong(map, key, "a number from " + least);
    }
    return number;
  }

  private static RuntimeException wrong(YamlMap map, String key, String expected) {
    Problem problem = map.placeOf(key).problem("`%s` cannot be used".formatted(key), expected);
    return problem.asException();
  }
}

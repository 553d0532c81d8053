package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.store.OutboxSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server may send, and how often it tries.
///
/// @param allowed what may be asked beyond the public internet: `10.1.0.0/16`,
///   `hooks.internal:8443`
/// @param schedule of webhooks that do not answer
/// @param secretsKey seals secrets in the database; empty for one that is made in the home
/// @param lineage who is told of pipeline runs
public record OutwardSettings(
    List<String> allowed, OutboxSchedule schedule, String secretsKey, LineageSettings lineage) {
  /// The public internet, seven hours, and a key in the home.
  public static final OutwardSettings DEFAULT =
      new OutwardSettings(List.of(), OutboxSchedule.DEFAULT, "", LineageSettings.NONE);

  static final String VARIABLE = "EVENKEEL_SECRETS_KEY";

  private static final int ATTEMPTS_MAX = 1_000;
  private static final Duration PAUSE_MAX = Duration.ofDays(1);

  public OutwardSettings {
    allowed = List.copyOf(allowed);
  }

  static OutwardSettings read(YamlMap file, Map<String, String> environment) {
    Optional<YamlMap> egress = file.optionalMap("egress");
    List<String> allowed = egress.map(map -> map.texts("allow")).orElse(List.of());
    egress.ifPresent(YamlMap::done);
    Optional<YamlMap> webhooks = file.optionalMap("webhooks");
    OutboxSchedule schedule =
        webhooks.map(OutwardSettings::schedule).orElse(OutboxSchedule.DEFAULT);
    webhooks.ifPresent(YamlMap::done);
    Optional<YamlMap> secrets = file.optionalMap("secrets");
    String key =
        Optional.ofNullable(environment.get(VARIABLE))
            .or(() -> secrets.flatMap(map -> map.optionalText("key")))
            .orElse("");
    secrets.ifPresent(YamlMap::done);
    return new OutwardSettings(allowed, schedule, key, LineageSettings.read(file));
  }

  private static OutboxSchedule schedule(YamlMap map) {
    OutboxSchedule usual = OutboxSchedule.DEFAULT;
    int attempts = map.integer("attempts", usual.attempts());
    Duration first = map.optionalDuration("firstPause").orElse(usual.first());
    Duration longest = map.optionalDuration("longestPause").orElse(usual.longest());
    if (attempts < 1 || attempts > ATTEMPTS_MAX) {
      throw wrong(map, "attempts", "1 to 1000");
    }
    if (!first.isPositive() || first.compareTo(PAUSE_MAX) > 0) {
      throw wrong(map, "firstPause", "1s to 1d");
    }
    if (longest.compareTo(first) < 0 || longest.compareTo(PAUSE_MAX) > 0) {
      throw wrong(map, "longestPause", "`firstPause` to 1d");
    }
    return new OutboxSchedule(attempts, first, longest);
  }

  private static RuntimeException wrong(YamlMap map, String key, String expected) {
    return map.placeOf(key).problem("`%s` cannot be used".formatted(key), expected).asException();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "OutwardSettings[allowed=%s, schedule=%s]".formatted(allowed, schedule);
  }
}

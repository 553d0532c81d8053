package dev.evenkeel.automation;

import dev.evenkeel.automation.Policy.BetterGate;
import dev.evenkeel.automation.Policy.Cooldown;
import dev.evenkeel.automation.Policy.Floor;
import dev.evenkeel.automation.Policy.Holdout;
import dev.evenkeel.automation.Policy.PerformanceTrigger;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.registry.Protection;
import java.time.DateTimeException;
import java.time.Period;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `policy.yaml`; what is absent has the default of the field's name in `docs/concepts.md`.
public final class PolicyReader {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,4})(d|w|mo|y)");

  private PolicyReader() {}

  /// A policy whose numbers make sense together.
  ///
  /// @param where the file's name in messages
  public static Policy read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    document.versionOne();
    Optional<YamlMap> triggers = document.optionalMap("triggers");
    PerformanceTrigger performance =
        triggers
            .flatMap(map -> map.optionalMap("performance"))
            .map(PolicyReader::performance)
            .orElse(new PerformanceTrigger(0.05, true, 2, 5));
    Period age =
        triggers
            .flatMap(map -> map.optionalMap("age"))
            .map(PolicyReader::age)
            .orElse(Period.ofMonths(12));
    triggers.ifPresent(YamlMap::done);
    Cooldown cooldown =
        document.optionalMap("cooldown").map(PolicyReader::cooldown).orElse(new Cooldown(1, 2, 8));
    int pause = document.optionalMap("pause").map(PolicyReader::pause).orElse(5);
    Optional<YamlMap> gates = document.optionalMap("gates");
    Floor floor =
        gates
            .flatMap(map -> map.optionalMap("floor"))
            .map(PolicyReader::floor)
            .orElse(Floor.LINEAR);
    BetterGate better =
        gates
            .flatMap(map -> map.optionalMap("better"))
            .map(PolicyReader::better)
            .orElse(new BetterGate(1000, 0.01));
    gates.ifPresent(YamlMap::done);
    Holdout holdout =
        document
            .optionalMap("holdout")
            .map(PolicyReader::holdout)
            .orElse(new Holdout(2, 4, 300, 50));
    Period window =
        document.optionalMap("training").map(PolicyReader::training).orElse(Period.ofMonths(12));
    Policy.Approval approval =
        document
            .optionalMap("approval")
            .map(PolicyReader::approval)
            .orElse(new Policy.Approval(0, Period.ofDays(14)));
    document.done();
    return new Policy(
        performance,
        age,
        cooldown,
        pause,
        floor,
        better,
        holdout,
        window,
        approval,
        Digests.of(yaml));
  }

  private static PerformanceTrigger performance(YamlMap map) {
    boolean relative = map.optionalText("drop").orElse("5%").endsWith("%");
    double drop = map.number("drop", 0.05);
    int violations = map.integer("violations", 2);
    int of = map.integer("of", 5);
    demand(map, "drop", drop > 0, "a drop above 0");
    demand(map, "violations", violations >= 1 && violations <= of, "from 1 to `of`");
    demand(map, "of", of >= 1 && of <= 100, "from 1 to 100");
    map.done();
    return new PerformanceTrigger(drop, relative, violations, of);
  }

  private static Period age(YamlMap map) {
    Period max = period(map, "max", Period.ofMonths(12));
    map.done();
    return max;
  }

  private static Cooldown cooldown(YamlMap map) {
    Cooldown cooldown =
        new Cooldown(map.integer("windows", 1), map.integer("backoff", 2), map.integer("max", 8));
    demand(map, "windows", cooldown.windows() >= 0, "0 or more");
    demand(map, "backoff", cooldown.backoff() >= 1, "1 or more");
    demand(
        map,
        "max",
        cooldown.max() >= cooldown.windows() && cooldown.max() <= 1000,
        "from `windows` to 1000");
    map.done();
    return cooldown;
  }

  private static int pause(YamlMap map) {
    int refusals = map.integer("afterRefusals", 5);
    demand(map, "afterRefusals", refusals >= 1, "1 or more");
    map.done();
    return refusals;
  }

  private static Floor floor(YamlMap map) {
    Floor floor = map.optionalChoice("beats", Floor.class).orElse(Floor.LINEAR);
    map.done();
    return floor;
  }

  private static BetterGate better(YamlMap map) {
    BetterGate gate = new BetterGate(map.integer("resamples", 1000), map.number("minGain", 0.01));
    demand(
        map,
        "resamples",
        gate.resamples() >= 100 && gate.resamples() <= 100_000,
        "from 100 to 100000");
    demand(map, "minGain", gate.gainMin() >= 0 && gate.gainMin() < 1, "from 0 to below 100%");
    map.done();
    return gate;
  }

  private static Holdout holdout(YamlMap map) {
    Holdout holdout =
        new Holdout(
            map.integer("windows", 2),
            map.integer("maxWindows", 4),
            map.integer("minRows", 300),
            map.integer("minRarest", 50));
    demand(map, "windows", holdout.windows() >= 1, "1 or more");
    demand(
        map,
        "maxWindows",
        holdout.windowsMax() >= holdout.windows() && holdout.windowsMax() <= 100,
        "from `windows` to 100");
    demand(map, "minRows", holdout.rowsMin() >= 10, "10 or more");
    demand(map, "minRarest", holdout.rarestMin() >= 0, "0 or more");
    map.done();
    return holdout;
  }

  private static Policy.Approval approval(YamlMap map) {
    int people = map.integer("people", 1);
    demand(
        map,
        "people",
        people >= 0 && people <= Protection.APPROVALS_MAX,
        "from 0 to " + Protection.APPROVALS_MAX);
    Period expires = period(map, "expires", Period.ofDays(14));
    map.done();
    return new Policy.Approval(people, expires);
  }

  private static Period training(YamlMap map) {
    Period window = period(map, "window", Period.ofMonths(12));
    map.done();
    return window;
  }

  private static Period period(YamlMap map, String key, Period otherwise) {
    return map.optionalText(key)
        .map(text ->
            periodOf(text)
                .filter(period -> !period.isNegative() && !period.isZero())
                .orElseThrow(() ->
                    map.placeOf(key)
                        .problem(
                            "`%s: %s` cannot be used".formatted(key, Names.abbreviate(text)),
                            "a length such as `9mo`, `30d`, `2w` or `1y`")
                        .asException()))
        .orElse(otherwise);
  }

  private static Optional<Period> periodOf(String text) {
    Matcher matcher = LENGTH.matcher(text);
    if (!matcher.matches()) {
      return iso(text);
    }
    int amount = Integer.parseInt(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "d" -> Period.ofDays(amount);
          case "w" -> Period.ofWeeks(amount);
          case "mo" -> Period.ofMonths(amount);
          default -> Period.ofYears(amount);
        });
  }

  private static Optional<Period> iso(String text) {
    try {
      return Optional.of(Period.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static void demand(YamlMap map, String key, boolean holds, String expected) {
    if (!holds) {
      throw map.placeOf(key)
          .problem("`%s` is out of bounds".formatted(key), expected)
          .asException();
    }
  }
}

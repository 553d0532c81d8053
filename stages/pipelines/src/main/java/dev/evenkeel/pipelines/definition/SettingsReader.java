package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.pipelines.definition.Settings.CatchUp;
import dev.evenkeel.pipelines.definition.Settings.Concurrency;
import dev.evenkeel.pipelines.definition.Settings.Partition;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import dev.evenkeel.pipelines.definition.Settings.Trigger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// Reads what a pipeline says of its runs.
final class SettingsReader {
  private static final int PRIORITY_MAX = 1_000;
  private static final int AT_ONCE_MAX = 10_000;
  private static final int TRIGGERS_MAX = 50;

  private SettingsReader() {}

  static Settings read(YamlMap document, List<Parameter> parameters) {
    int priority = document.integer("priority", 0);
    if (Math.abs(priority) > PRIORITY_MAX) {
      throw document
          .placeOf("priority")
          .problem("priority " + priority, "-%d to %d".formatted(PRIORITY_MAX, PRIORITY_MAX))
          .asException();
    }
    List<YamlMap> triggers = document.maps("triggers");
    if (triggers.size() > TRIGGERS_MAX) {
      throw document
          .placeOf("triggers")
          .problem(triggers.size() + " triggers", "at most " + TRIGGERS_MAX)
          .asException();
    }
    return new Settings(
        document.optionalMap("schedule").map(SettingsReader::schedule),
        document.optionalMap("partition").map(map -> partition(map, parameters)),
        concurrency(document),
        priority,
        ExecutionReader.duration(document, "deadline"),
        triggers.stream().map(SettingsReader::trigger).toList());
  }

  private static Schedule schedule(YamlMap map) {
    String cron = map.text("cron");
    Cron.refuse(cron)
        .ifPresent(why -> {
          throw map.placeOf("cron")
              .problem(
                  "`cron: %s` cannot be used: %s".formatted(Names.abbreviate(cron), why),
                  "minute, hour, day of the month, month and day of the week: `30 2 * * MON`")
              .asException();
        });
    Schedule schedule =
        new Schedule(
            cron, zone(map), map.optionalChoice("catchUp", CatchUp.class).orElse(CatchUp.NONE));
    map.done();
    return schedule;
  }

  private static ZoneId zone(YamlMap map) {
    String zone = map.optionalText("zone").orElse("UTC");
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      String near = Names.nearest(zone, ZoneId.getAvailableZoneIds());
      throw map.placeOf("zone")
          .problem(
              "time zone `%s` is unknown".formatted(Names.abbreviate(zone)),
              "one of the IANA database, such as `Europe/Oslo`",
              near.isEmpty() ? "" : "write `%s`".formatted(near))
          .asException(e);
    }
  }

  private static Partition partition(YamlMap map, List<Parameter> parameters) {
    String by = map.text("by");
    boolean isTime =
        parameters.stream()
            .anyMatch(parameter ->
                parameter.name().equals(by)
                    && !parameter.type().isList()
                    && (parameter.type().type() == ValueType.DATE
                        || parameter.type().type() == ValueType.TIMESTAMP));
    if (!isTime) {
      throw map.placeOf("by")
          .problem(
              "`%s` cannot part the time".formatted(Names.abbreviate(by)),
              "a parameter of type `date` or `timestamp`")
          .asException();
    }
    Period every = every(map);
    Stretches.refuse(every)
        .ifPresent(why -> {
          throw map.placeOf("every")
              .problem("`every: %s` cannot be used: %s".formatted(every, why), "days, or months")
              .asException();
        });
    map.done();
    return new Partition(by, every);
  }

  private static Period every(YamlMap map) {
    String text = map.text("every");
    Optional<Period> period =
        YamlMap.durationOf(text)
            .filter(length -> length.equals(Duration.ofDays(length.toDays())))
            .map(length -> Period.ofDays(Math.toIntExact(length.toDays())))
            .or(() -> isoPeriod(text));
    return period
        .filter(length -> !length.isZero() && !length.isNegative())
        .orElseThrow(() ->
            map.placeOf("every")
                .problem(
                    "`every: %s` cannot be used".formatted(Names.abbreviate(text)),
                    "whole days such as `7d`, or a period such as `P1M`")
                .asException());
  }

  private static Optional<Period> isoPeriod(String text) {
    try {
      return Optional.of(Period.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Concurrency> concurrency(YamlMap document) {
    return document
        .value("concurrency")
        .map(value -> {
          Concurrency concurrency;
          if (value instanceof Scalar) {
            concurrency = new Concurrency("", document.integer("concurrency", 1));
          } else {
            YamlMap map = new YamlMap(value);
            concurrency =
                new Concurrency(map.optionalText("key").orElse(""), map.integer("max", 1));
            map.done();
          }
          if (concurrency.max() < 1 || concurrency.max() > AT_ONCE_MAX) {
            throw value
                .place()
                .problem(concurrency.max() + " runs at once", "1 to " + AT_ONCE_MAX)
                .asException();
          }
          return concurrency;
        });
  }

  private static Trigger trigger(YamlMap map) {
    Trigger trigger;
    if (map.keys().contains("dataset")) {
      trigger = new Trigger.NewVersion(map.text("dataset"));
    } else if (map.keys().contains("alert")) {
      trigger = new Trigger.AlertFired(map.text("alert"), map.optionalText("type").orElse(""));
    } else if (map.keys().contains("webhook")) {
      trigger = new Trigger.Called(map.text("webhook"));
    } else if (map.keys().contains("pipeline")) {
      trigger = new Trigger.PipelineSucceeded(map.text("pipeline"));
    } else if (map.keys().contains("model")) {
      trigger = new Trigger.AliasMoved(map.text("model"), map.text("alias"));
    } else {
      throw map.place()
          .problem(
              "a trigger of no kind we know",
              "`{dataset: NAME}`, `{model: NAME, alias: NAME}`, `{alert: MODEL}`, `{webhook: NAME}`"
                  + " or `{pipeline: NAME}`")
          .asException();
    }
    map.done();
    return trigger;
  }
}

package dev.evenkeel.pipelines.definition;

import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// What a pipeline says of its runs.
///
/// @param schedule when runs start by themselves
/// @param partition which parameter parts the time
/// @param concurrency how many runs at once
/// @param priority of its runs' steps before those of others; higher first
/// @param deadline after which a run that has not ended raises an alarm
/// @param triggers what else starts runs
public record Settings(
    Optional<Schedule> schedule,
    Optional<Partition> partition,
    Optional<Concurrency> concurrency,
    int priority,
    Optional<Duration> deadline,
    List<Trigger> triggers) {
  /// Runs start when somebody starts them, as many at once as are wanted.
  public static final Settings NONE =
      new Settings(
          Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty(), List.of());

  public Settings {
    triggers = List.copyOf(triggers);
  }

  /// Runs at times of the day.
  ///
  /// @param cron five fields: minute, hour, day of the month, month, day of the week
  public record Schedule(String cron, ZoneId zone, CatchUp catchUp) {}

  /// What becomes of times at which no server ran.
  public enum CatchUp {
    /// Nothing.
    NONE,
    /// One run for the last of them.
    LATEST,
    /// One run for each.
    ALL
  }

  /// One run for each stretch of time.
  ///
  /// @param parameter of type `date` or `timestamp` that gets the stretch's begin
  /// @param every how long a stretch is
  public record Partition(String parameter, Period every) {}

  /// At most so many runs with the same key work at once; others wait.
  ///
  /// @param key empty for the pipeline's own name; pipelines with an equal key share it
  public record Concurrency(String key, int max) {}

  /// What starts a run.
  public sealed interface Trigger {
    /// A new version of a dataset.
    record NewVersion(String dataset) implements Trigger {}

    /// An alias of a model points to another version.
    record AliasMoved(String model, String alias) implements Trigger {}

    /// An alert of a model begins to fire.
    ///
    /// @param type as `PERFORMANCE`; empty for any
    record AlertFired(String model, String type) implements Trigger {}

    /// A request to the pipeline's webhook, with its secret.
    record Called(String webhook) implements Trigger {}

    /// A run of another pipeline has succeeded.
    record PipelineSucceeded(String pipeline) implements Trigger {}
  }
}

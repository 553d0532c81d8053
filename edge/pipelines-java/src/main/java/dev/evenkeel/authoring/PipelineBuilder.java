package dev.evenkeel.authoring;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Builds a pipeline whose steps take and answer records, so that to wire a wrong type does not
/// compile:
///
/// ```java
/// record Args(LocalDate week, double floor) {}
///
/// var b = PipelineBuilder.of("card-fraud", Args.class);
/// var pull = b.java("pull", Pull.class).in(PullIn::week).from(b.param(Args::week));
/// var fit = b.step("fit", FitIn.class, Fit.class).python("fit.py")
///     .in(FitIn::rows).from(pull.out(Txns::txns));
/// b.step("publish", PublishIn.class, None.class).uses("register").with("model", "card-fraud")
///     .in(PublishIn::model).from(fit.out(Fit::model))
///     .when(fit.out(Fit::auc).ge(b.param(Args::floor).otherwise(0.9)));
/// return b.build();
/// ```
///
/// @param <A> the parameters of a run
public final class PipelineBuilder<A extends Record> {
  private final String name;
  private final Class<A> arguments;
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, StepBuilder<?, ?, ?>> steps = new LinkedHashMap<>();

  private PipelineBuilder(String name, Class<A> arguments) {
    Ports.of(arguments);
    this.name = name;
    this.arguments = arguments;
  }

  /// A pipeline with parameters.
  public static <A extends Record> PipelineBuilder<A> of(String name, Class<A> arguments) {
    return new PipelineBuilder<>(name, arguments);
  }

  /// A pipeline without.
  public static PipelineBuilder<None> of(String name) {
    return of(name, None.class);
  }

  /// A parameter of the run.
  public <T> Out.Parameter<T> param(Field<A, T> field) {
    return new Out.Parameter<>(this, Field.name(field, arguments));
  }

  void otherwise(String parameter, String value) {
    defaults.put(parameter, value);
  }

  /// A step; what it does is said by `uses`, `python`, `exec`, `sql`, `http` or `notify`.
  public <I extends Record, O extends Record> SingleStep<I, O> step(
      String step, Class<I> inputs, Class<O> outputs) {
    return added(new SingleStep<>(step, inputs, outputs));
  }

  /// A step that is a class of yours.
  public <I extends Record, O extends Record> SingleStep<I, O> java(
      String step, Class<? extends StepCode<I, O>> code) {
    return step(step, inputs(code), outputs(code)).java(code);
  }

  /// A step that runs once for each of these values.
  public <T, I extends Record, O extends Record> EachStep<T, I, O> each(
      String step, Class<I> inputs, Class<O> outputs, List<T> values) {
    return added(new EachStep<>(step, inputs, outputs, values));
  }

  /// A step that runs once for each value of a list of the run.
  public <T, I extends Record, O extends Record> EachStep<T, I, O> each(
      String step, Class<I> inputs, Class<O> outputs, Out<List<T>> values) {
    return added(new EachStep<>(step, inputs, outputs, values));
  }

  /// A class of yours that runs once for each of these values.
  public <T, I extends Record, O extends Record> EachStep<T, I, O> javaEach(
      String step, Class<? extends StepCode<I, O>> code, List<T> values) {
    return each(step, inputs(code), outputs(code), values).java(code);
  }

  /// A class of yours that runs once for each value of a list of the run.
  public <T, I extends Record, O extends Record> EachStep<T, I, O> javaEach(
      String step, Class<? extends StepCode<I, O>> code, Out<List<T>> values) {
    return each(step, inputs(code), outputs(code), values).java(code);
  }

  /// Runs at times of the day.
  ///
  /// @param cron minute, hour, day of the month, month, day of the week
  public PipelineBuilder<A> schedule(String cron, ZoneId zone, CatchUp catchUp) {
    Map<String, Object> schedule = new LinkedHashMap<>();
    schedule.put("cron", cron);
    schedule.put("zone", zone.getId());
    schedule.put("catchUp", catchUp.name().toLowerCase(Locale.ROOT));
    return set("schedule", schedule);
  }

  /// One run for each stretch of time; the parameter gets its first day.
  public PipelineBuilder<A> partitionByDate(Field<A, LocalDate> parameter, Period every) {
    return partition(Field.name(parameter, arguments), every);
  }

  /// One run for each stretch of time; the parameter gets its begin.
  public PipelineBuilder<A> partitionByTime(Field<A, Instant> parameter, Period every) {
    return partition(Field.name(parameter, arguments), every);
  }

  private PipelineBuilder<A> partition(String parameter, Period every) {
    Map<String, Object> partition = new LinkedHashMap<>();
    partition.put("by", parameter);
    partition.put("every", every.toString());
    return set("partition", partition);
  }

  /// At most so many runs at once; others wait.
  public PipelineBuilder<A> concurrency(int most) {
    return set("concurrency", most);
  }

  /// At most so many runs at once, of all pipelines with this key.
  public PipelineBuilder<A> concurrency(String key, int most) {
    Map<String, Object> concurrency = new LinkedHashMap<>();
    concurrency.put("key", key);
    concurrency.put("max", most);
    return set("concurrency", concurrency);
  }

  /// Steps of its runs go before those of others; higher first.
  public PipelineBuilder<A> priority(int priority) {
    return set("priority", priority);
  }

  /// A run that has not ended by then raises an alarm.
  public PipelineBuilder<A> deadline(Duration deadline) {
    return set("deadline", deadline.toString());
  }

  /// What else starts runs.
  public PipelineBuilder<A> triggers(Trigger... triggers) {
    return set("triggers", Stream.of(triggers).map(Trigger::keys).toList());
  }

  private PipelineBuilder<A> set(String key, Object value) {
    if (settings.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException(
          "Cannot set `%s` of pipeline %s: it is set already".formatted(key, name));
    }
    return this;
  }

  /// The pipeline, with its steps as they stand now.
  ///
  /// @throws IllegalArgumentException when an input is not wired
  public PipelineDocument build() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("name", name);
    Map<String, Object> parameters = new LinkedHashMap<>();
    Ports.of(arguments).forEach((parameter, type) -> parameters.put(parameter, type));
    defaults.forEach((parameter, value) ->
        parameters.computeIfPresent(parameter, (same, type) -> typed(type, value)));
    if (!parameters.isEmpty()) {
      document.put("params", parameters);
    }
    document.putAll(settings);
    Map<String, Object> built = new LinkedHashMap<>();
    steps.forEach((step, builder) -> built.put(step, builder.document()));
    document.put("steps", built);
    return new PipelineDocument(
        name, Ports.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
  }

  private static Map<String, Object> typed(Object type, String value) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("type", type);
    parameter.put("default", value);
    return parameter;
  }

  private <S extends StepBuilder<?, ?, ?>> S added(S step) {
    if (steps.putIfAbsent(step.name(), step) != null) {
      throw new IllegalArgumentException(
          "Cannot add step %s to pipeline %s: it has one of that name"
              .formatted(step.name(), name));
    }
    return step;
  }

  @SuppressWarnings("unchecked") // the compiler has seen that the class is a StepCode<I, O>
  private static <I extends Record> Class<I> inputs(Class<? extends StepCode<I, ?>> code) {
    return (Class<I>) StepCodes.run(code).getParameterTypes()[0];
  }

  @SuppressWarnings("unchecked") // the compiler has seen that the class is a StepCode<I, O>
  private static <O extends Record> Class<O> outputs(Class<? extends StepCode<?, O>> code) {
    return (Class<O>) StepCodes.run(code).getReturnType();
  }
}

package dev.evenkeel.pipelines.definition;

import dev.evenkeel.pipelines.definition.Condition.All;
import dev.evenkeel.pipelines.definition.Condition.Any;
import dev.evenkeel.pipelines.definition.Condition.Compare;
import dev.evenkeel.pipelines.definition.Condition.Literal;
import dev.evenkeel.pipelines.definition.Condition.Not;
import dev.evenkeel.pipelines.definition.Condition.Operand;
import dev.evenkeel.pipelines.definition.Condition.Operator;
import dev.evenkeel.pipelines.definition.Condition.Truth;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.pipelines.definition.Execution.Resources;
import dev.evenkeel.pipelines.definition.Execution.Retry;
import dev.evenkeel.pipelines.definition.Reference.Item;
import dev.evenkeel.pipelines.definition.Reference.OfEach;
import dev.evenkeel.pipelines.definition.Reference.OfParameter;
import dev.evenkeel.pipelines.definition.Reference.OfStep;
import dev.evenkeel.pipelines.definition.Settings.CatchUp;
import dev.evenkeel.pipelines.definition.Settings.Concurrency;
import dev.evenkeel.pipelines.definition.Settings.Partition;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import dev.evenkeel.pipelines.definition.Settings.Trigger;
import dev.evenkeel.pipelines.definition.Step.Approval;
import dev.evenkeel.pipelines.definition.Step.Each;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Pipelines of chance that use all of the grammar, with names and texts that nobody would choose.
final class RandomPipelines {
  private static final List<String> NAMES =
      List.of(
          "a",
          "b1",
          "c-d",
          "e_f",
          "true",
          "false",
          "null",
          "yes",
          "no",
          "on",
          "item",
          "and",
          "or",
          "not",
          "version",
          "steps",
          "uses",
          "X",
          "y",
          "N",
          "E1",
          "params-",
          "of",
          "z".repeat(64));

  private static final String CHARACTERS =
      "aZ09 _-'\"\\/{}[]:,#&*!|>%@`?~<=.+é😀\n\t\r\0\u0007\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffe\ud800";

  private final RandomGenerator random;

  RandomPipelines(RandomGenerator random) {
    this.random = random;
  }

  Pipeline pipeline() {
    List<Parameter> parameters = parameters();
    List<Step> steps = new ArrayList<>();
    for (String name : names(1 + random.nextInt(6))) {
      // `params.x` is a parameter, so no step of that name can be referred to.
      steps.add(step(name, parameters, steps));
    }
    return new Pipeline("p-" + random.nextInt(100), parameters, settings(parameters), steps);
  }

  private List<String> names(int count) {
    List<String> shuffled = new ArrayList<>(NAMES);
    for (int at = shuffled.size() - 1; at > 0; at--) {
      java.util.Collections.swap(shuffled, at, random.nextInt(at + 1));
    }
    return shuffled.subList(0, count);
  }

  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (String name : names(random.nextInt(5))) {
      PortType type = type();
      boolean canBeAnything = type.equals(PortType.of(ValueType.TEXT));
      parameters.add(
          new Parameter(name, type, canBeAnything ? maybe(this::text) : Optional.empty()));
    }
    if (random.nextBoolean()) {
      parameters.add(new Parameter("day", PortType.of(ValueType.DATE), Optional.of("2026-05-04")));
    }
    return parameters;
  }

  private Settings settings(List<Parameter> parameters) {
    boolean hasDay = parameters.stream().anyMatch(parameter -> parameter.name().equals("day"));
    return new Settings(
        maybe(() ->
            new Schedule(
                one("30 2 * * MON", "*/5 * * * *", "0 0 1 1 *"),
                ZoneId.of(one("UTC", "Europe/Oslo", "+02:00", "Z")),
                one(CatchUp.values()))),
        hasDay
            ? maybe(() -> new Partition("day", one(Period.ofDays(7), Period.ofMonths(1))))
            : Optional.empty(),
        maybe(() -> new Concurrency(one("", text()), 1 + random.nextInt(10_000))),
        random.nextInt(-1_000, 1_001),
        maybe(this::duration),
        random.nextBoolean()
            ? List.of()
            : List.of(
                one(
                    new Trigger.NewVersion(text()),
                    new Trigger.AliasMoved(text(), text()),
                    new Trigger.AlertFired(text(), one("", text())),
                    new Trigger.Called(text()),
                    new Trigger.PipelineSucceeded(text()))));
  }

  private Step step(String name, List<Parameter> parameters, List<Step> earlier) {
    Optional<Each> each = maybe(() -> each(parameters, earlier));
    Map<String, Reference> in = new LinkedHashMap<>();
    Map<String, PortType> out = new LinkedHashMap<>();
    names(random.nextInt(4)).forEach(port -> in.put(port, reference(parameters, earlier)));
    names(random.nextInt(4)).forEach(port -> out.put(port, type()));
    Map<String, String> with = new LinkedHashMap<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      with.put(text(), text());
    }
    return new Step(
        name,
        one(name, "train", text()),
        earlier.isEmpty() || random.nextBoolean() ? List.of() : List.of(pick(earlier).name()),
        in,
        out,
        with,
        maybe(() -> condition(parameters, earlier, 3)),
        each,
        random.nextBoolean(),
        maybe(() ->
            new Approval(one("viewer", "editor", "deployer", "admin"), maybe(this::duration))),
        execution());
  }

  private Each each(List<Parameter> parameters, List<Step> earlier) {
    int parallel = one(Each.ALL, 1 + random.nextInt(9));
    return random.nextBoolean()
        ? new Each(List.of(text(), text()), Optional.empty(), parallel)
        : new Each(List.of(), Optional.of(reference(parameters, earlier)), parallel);
  }

  private Execution execution() {
    return new Execution(
        one(
            Retry.NONE,
            new Retry(
                random.nextInt(101),
                duration(),
                1 + random.nextDouble() * 99,
                duration(),
                random.nextDouble())),
        maybe(this::duration),
        one(new Cache.Never(), new Cache.Content(), new Cache.For(duration())),
        new Resources(
            one(0.0, random.nextDouble() * 64),
            one(0L, random.nextLong(1L << 50)),
            random.nextInt(3)),
        one("", text()),
        one("", text()),
        random.nextBoolean() ? Map.of() : Map.of("A_1", text()),
        random.nextBoolean() ? Map.of() : Map.of("_b", text()));
  }

  Condition condition(List<Parameter> parameters, List<Step> earlier, int depth) {
    int kind = random.nextInt(depth == 0 ? 2 : 5);
    return switch (kind) {
      case 0 ->
          new Compare(
              operand(parameters, earlier), one(Operator.values()), operand(parameters, earlier));
      case 1 -> new Truth(reference(parameters, earlier));
      case 2 -> new Not(condition(parameters, earlier, depth - 1));
      case 3 -> new All(two(parameters, earlier, depth));
      default -> new Any(two(parameters, earlier, depth));
    };
  }

  private List<Condition> two(List<Parameter> parameters, List<Step> earlier, int depth) {
    return List.of(
        condition(parameters, earlier, depth - 1), condition(parameters, earlier, depth - 1));
  }

  private Operand operand(List<Parameter> parameters, List<Step> earlier) {
    return switch (random.nextInt(4)) {
      case 0 -> new Condition.Value(reference(parameters, earlier));
      case 1 -> new Literal(ValueType.NUMBER, one("1", "-2.5", "+3", ".5", "1.", "1e-9", "0"));
      case 2 -> new Literal(ValueType.BOOLEAN, one("true", "false"));
      default -> new Literal(ValueType.TEXT, text());
    };
  }

  private Reference reference(List<Parameter> parameters, List<Step> earlier) {
    return switch (random.nextInt(4)) {
      case 0 -> new Item();
      case 1 -> new OfParameter(parameters.isEmpty() ? "any" : pick(parameters).name());
      case 2 -> earlier.isEmpty() ? new Item() : new OfStep(pick(earlier).name(), pick(NAMES));
      default -> earlier.isEmpty() ? new Item() : new OfEach(pick(earlier).name(), pick(NAMES));
    };
  }

  private PortType type() {
    PortType one = PortType.of(one(ValueType.values()));
    return random.nextBoolean() ? one : one.list();
  }

  private Duration duration() {
    return Duration.ofMillis(1 + random.nextLong(Duration.ofDays(365).toMillis()));
  }

  String text() {
    int[] characters = CHARACTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder("t");
    for (int length = random.nextInt(8); length > 0; length--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return one(text.toString(), text.substring(1) + "x", pick(NAMES), "1", "0x1f", "2026-05-04");
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  @SafeVarargs
  private <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }
}

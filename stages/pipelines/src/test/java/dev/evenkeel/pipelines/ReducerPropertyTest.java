package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.pipelines.Reducer.Command;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.Reducer.Outcome;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReducerPropertyTest {
  private static final int CASES = 5_000;

  /// A run whose steps answered nothing.
  record Seen(Map<String, State> states) implements Reducer.View {
    @Override
    public int attempt(String step) {
      return 1;
    }

    @Override
    public Optional<String> value(Reference reference) {
      return Optional.empty();
    }

    @Override
    public double chance(String step) {
      return 0.5;
    }
  }

  /// A run as the room carries it: states that are stored, commands that are carried out.
  private static final class Run {
    final Pipeline pipeline;
    final List<String> waiting = new ArrayList<>();
    final List<String> enqueued = new ArrayList<>();
    final List<State> finished = new ArrayList<>();
    final List<Event> history = new ArrayList<>();
    Map<String, State> states = new LinkedHashMap<>();

    Run(Pipeline pipeline) {
      this.pipeline = pipeline;
      pipeline.steps().forEach(step -> states.put(step.name(), State.PENDING));
    }

    void tell(Event event) {
      Outcome outcome = Reducer.decide(pipeline, new Seen(states), event);
      assertThat(Reducer.decide(pipeline, new Seen(states), event)).isEqualTo(outcome);
      history.add(event);
      states = new LinkedHashMap<>(outcome.steps());
      for (Command command : outcome.commands()) {
        switch (command) {
          case Command.Enqueue(String step, _, _) -> {
            assertThat(finished).isEmpty();
            enqueued.add(step);
            waiting.add(step);
          }
          case Command.Finish(State state) -> finished.add(state);
          case Command.Expand _, Command.Ask _, Command.Stop _ -> throw new AssertionError(command);
        }
      }
    }
  }

  private static Pipeline anyPipeline(RandomGenerator random) {
    List<Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    for (int step = 0; step < count; step++) {
      List<String> after = new ArrayList<>();
      for (int earlier = 0; earlier < step; earlier++) {
        if (random.nextInt(3) == 0) {
          after.add("s" + earlier);
        }
      }
      steps.add(new Step("s" + step, "work", after, Map.of()));
    }
    return new Pipeline("p", steps);
  }

  /// Carries a run to its end in any order, with failures, and with events told again.
  private static Run anyRun(RandomGenerator random, boolean mayFail) {
    Run run = new Run(anyPipeline(random));
    run.tell(new Event.Started());
    while (!run.waiting.isEmpty()) {
      String step = run.waiting.remove(random.nextInt(run.waiting.size()));
      for (String earlier : run.pipeline.step(step).after()) {
        assertThat(run.states).containsEntry(earlier, State.SUCCEEDED);
      }
      run.states.put(step, State.RUNNING);
      run.tell(
          mayFail && random.nextInt(5) == 0
              ? new Event.StepFailed(step, false)
              : new Event.StepSucceeded(step));
    }
    return run;
  }

  @Test
  void everyRunEndsOnceWithEveryStepHandedOutAtMostOnce() {
    Seeds.each(
        CASES,
        random -> {
          Run run = anyRun(random, true);

          boolean good = run.states.values().stream().allMatch(state -> state == State.SUCCEEDED);
          assertThat(run.finished).containsExactly(good ? State.SUCCEEDED : State.FAILED);
          assertThat(run.states.values()).allMatch(State::isFinal);
          assertThat(run.enqueued).doesNotHaveDuplicates();
        });
  }

  @Test
  void everyStepRunsWhenNoneFails() {
    Seeds.each(
        CASES,
        random -> {
          Run run = anyRun(random, false);

          assertThat(run.finished).containsExactly(State.SUCCEEDED);
          assertThat(run.enqueued).hasSameSizeAs(run.pipeline.steps());
        });
  }

  @Test
  void skipsExactlyWhatWaitsForAFailedStep() {
    Seeds.each(
        CASES,
        random -> {
          Run run = anyRun(random, true);

          for (Step step : run.pipeline.steps()) {
            boolean blocked =
                run.pipeline.before(step.name()).stream()
                    .anyMatch(earlier -> run.states.get(earlier) == State.FAILED);
            assertThat(run.states.get(step.name()) == State.SKIPPED).isEqualTo(blocked);
            assertThat(run.enqueued.contains(step.name())).isEqualTo(!blocked);
          }
        });
  }

  @Test
  void changesNothingWhenAnEventIsToldAgain() {
    Seeds.each(
        CASES,
        random -> {
          Run run = new Run(anyPipeline(random));
          run.tell(new Event.Started());
          while (!run.waiting.isEmpty()) {
            String step = run.waiting.remove(random.nextInt(run.waiting.size()));
            run.tell(new Event.StepSucceeded(step));

            Event again = run.history.get(random.nextInt(run.history.size()));
            Event otherwise = new Event.StepFailed(step, false);
            for (Event told : List.of(again, otherwise)) {
              Outcome outcome = Reducer.decide(run.pipeline, new Seen(run.states), told);
              assertThat(outcome).isEqualTo(new Outcome(run.states, Map.of(), List.of()));
            }
          }
        });
  }

  @Test
  void endsTheSameWhateverTheOrderOfEqualEvents() {
    Seeds.each(
        CASES,
        random -> {
          Pipeline pipeline = anyPipeline(random);
          Map<String, Boolean> fails = new LinkedHashMap<>();
          pipeline.steps().forEach(step -> fails.put(step.name(), random.nextInt(6) == 0));

          Map<String, State> one = statesAfter(pipeline, fails, random);
          Map<String, State> other = statesAfter(pipeline, fails, random);

          assertThat(one).isEqualTo(other);
        });
  }

  private static Map<String, State> statesAfter(
      Pipeline pipeline, Map<String, Boolean> fails, RandomGenerator random) {
    Run run = new Run(pipeline);
    run.tell(new Event.Started());
    while (!run.waiting.isEmpty()) {
      String step = run.waiting.remove(random.nextInt(run.waiting.size()));
      run.tell(
          fails.getOrDefault(step, false)
              ? new Event.StepFailed(step, false)
              : new Event.StepSucceeded(step));
    }
    return run.states;
  }

  @Test
  void ignoresTheEndOfAStepThatNobodyWasGiven() {
    Pipeline pipeline =
        new Pipeline(
            "p",
            List.of(
                new Step("a", "work", List.of(), Map.of()),
                new Step("b", "work", List.of("a"), Map.of())));
    Map<String, State> states = Map.of("a", State.READY, "b", State.PENDING);

    for (Event early : List.of(new Event.StepSucceeded("b"), new Event.StepFailed("b", false))) {
      assertThat(Reducer.decide(pipeline, new Seen(states), early))
          .isEqualTo(new Outcome(states, Map.of(), List.of()));
    }
    assertThatThrownBy(
            () -> Reducer.decide(pipeline, new Seen(states), new Event.StepSucceeded("c")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void skipsWhatWaitsForACancelledStep() {
    Pipeline pipeline =
        new Pipeline(
            "p",
            List.of(
                new Step("a", "work", List.of(), Map.of()),
                new Step("b", "work", List.of(), Map.of()),
                new Step("c", "work", List.of("a"), Map.of())));
    Map<String, State> states =
        Map.of("a", State.CANCELLED, "b", State.RUNNING, "c", State.PENDING);

    Outcome outcome = Reducer.decide(pipeline, new Seen(states), new Event.StepSucceeded("b"));

    assertThat(outcome.steps()).containsEntry("c", State.SKIPPED);
    assertThat(outcome.commands()).containsExactly(new Command.Finish(State.CANCELLED));
  }

  @Test
  void aPipelineNamesEachStepOnceAndAfterWhatItWaitsFor() {
    Step a = new Step("a", "work", List.of(), Map.of());
    Step b = new Step("b", "work", List.of("a"), Map.of());

    for (List<Step> wrong : List.of(List.of(b, a), List.of(a, a), List.of(b), List.<Step>of())) {
      assertThatThrownBy(() -> new Pipeline("p", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot make pipeline p");
    }
  }
}

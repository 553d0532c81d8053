package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.Pipeline.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says what follows from what: no clock, no database, no work. Whatever happened before a crash,
/// the stored states and the next event lead to the same commands.
final class Reducer {
  private Reducer() {}

  /// What happened.
  sealed interface Event {
    record Started() implements Event {}

    record StepSucceeded(String step) implements Event {}

    record StepFailed(String step) implements Event {}
  }

  /// What is to be done.
  sealed interface Command {
    /// Puts the step into the queue.
    record Enqueue(String step) implements Command {}

    /// Ends the run.
    record Finish(State state) implements Command {}
  }

  /// The states after the event, and what they demand.
  record Outcome(Map<String, State> steps, List<Command> commands) {
    Outcome {
      steps = Map.copyOf(steps);
      commands = List.copyOf(commands);
    }
  }

  /// An event that was told before, or of a step that nobody was given, changes nothing.
  ///
  /// @param before the states of all steps of the pipeline
  static Outcome decide(Pipeline pipeline, Map<String, State> before, Event event) {
    Map<String, State> steps = new LinkedHashMap<>(before);
    boolean isNew =
        switch (event) {
          case Event.Started() ->
              before.values().stream().allMatch(state -> state == State.PENDING);
          case Event.StepSucceeded(String step) -> end(steps, step, State.SUCCEEDED);
          case Event.StepFailed(String step) -> end(steps, step, State.FAILED);
        };
    return isNew ? follow(pipeline, steps) : new Outcome(before, List.of());
  }

  private static boolean end(Map<String, State> steps, String step, State end) {
    State state = steps.get(step);
    if (state == null) {
      throw new IllegalArgumentException("Cannot end a step: there is none called " + step);
    }
    if (state == State.PENDING || state.isFinal()) {
      return false;
    }
    steps.put(step, end);
    return true;
  }

  // Steps stand in running order, so one pass reaches the followers of followers.
  private static Outcome follow(Pipeline pipeline, Map<String, State> steps) {
    List<Command> commands = new ArrayList<>();
    for (Step step : pipeline.steps()) {
      if (steps.get(step.name()) == State.PENDING) {
        if (allSucceeded(step.after(), steps)) {
          steps.put(step.name(), State.READY);
          commands.add(new Command.Enqueue(step.name()));
        } else if (isBlocked(step.after(), steps)) {
          steps.put(step.name(), State.SKIPPED);
        }
      }
    }
    if (steps.values().stream().allMatch(State::isFinal)) {
      boolean good = steps.values().stream().allMatch(state -> state == State.SUCCEEDED);
      commands.add(new Command.Finish(good ? State.SUCCEEDED : State.FAILED));
    }
    return new Outcome(steps, commands);
  }

  private static boolean isBlocked(List<String> names, Map<String, State> steps) {
    return names.stream()
        .map(steps::get)
        .anyMatch(state -> state != State.SUCCEEDED && state.isFinal());
  }

  private static boolean allSucceeded(List<String> names, Map<String, State> steps) {
    return names.stream().allMatch(name -> steps.get(name) == State.SUCCEEDED);
  }
}

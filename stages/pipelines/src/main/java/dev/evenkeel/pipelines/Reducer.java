package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.definition.Judgement;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelines.definition.Step.Each;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says what follows from what: no clock, no database, no work. Whatever happened before a crash,
/// the stored states and the next event lead to the same commands.
///
/// A step with `each` has a run of its own for each value, called `fit[0]`; the step itself runs
/// while they do, and ends when all of them have.
final class Reducer {
  /// More values than anybody means.
  static final int ITEMS_MAX = 10_000;

  /// What happened.
  sealed interface Event {
    record Started() implements Event {}

    record StepSucceeded(String step) implements Event {}

    /// An attempt failed.
    ///
    /// @param again whether another attempt could end otherwise
    record StepFailed(String step, boolean again) implements Event {}

    record Approved(String step) implements Event {}

    record Refused(String step) implements Event {}

    record CancelRequested() implements Event {}
  }

  /// What is to be done.
  sealed interface Command {
    /// Puts an attempt of the step into the queue.
    record Enqueue(String step, int attempt, Duration delay) implements Command {}

    /// Makes a run of the step for each value.
    record Expand(String step, List<String> items) implements Command {
      public Expand {
        items = List.copyOf(items);
      }
    }

    /// Asks whoever must agree.
    record Ask(String step) implements Command {}

    /// Stops the attempt that is under way.
    record Stop(String step) implements Command {}

    /// Ends the run.
    record Finish(State state) implements Command {}
  }

  /// What is stored of a run.
  interface View {
    /// The states of all steps and their runs, in running order.
    Map<String, State> states();

    /// The attempt that a step is at, from 1.
    int attempt(String step);

    /// A value of the run; empty when nobody answered it.
    Optional<String> value(Reference reference);

    /// Where in the jitter the next wait of a step lies, 0 to 1; the same each time it is asked.
    double chance(String step);
  }

  /// The states after the event, why those that were skipped were, and what is to be done.
  record Outcome(Map<String, State> steps, Map<String, String> reasons, List<Command> commands) {
    Outcome {
      steps = Map.copyOf(steps);
      reasons = Map.copyOf(reasons);
      commands = List.copyOf(commands);
    }
  }

  private final Pipeline pipeline;
  private final View view;
  private final Map<String, State> steps;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final List<Command> commands = new ArrayList<>();

  private Reducer(Pipeline pipeline, View view) {
    this.pipeline = pipeline;
    this.view = view;
    this.steps = new LinkedHashMap<>(view.states());
  }

  /// An event that was told before, or of a step that nobody was given, changes nothing.
  static Outcome decide(Pipeline pipeline, View view, Event event) {
    Reducer reducer = new Reducer(pipeline, view);
    if (!reducer.take(event)) {
      return new Outcome(view.states(), Map.of(), List.of());
    }
    reducer.follow();
    return new Outcome(reducer.steps, reducer.reasons, reducer.commands);
  }

  /// The step that a run of a step with `each` belongs to; the step itself otherwise.
  static String stepOf(String stepRun) {
    int bracket = stepRun.indexOf('[');
    return bracket < 0 ? stepRun : stepRun.substring(0, bracket);
  }

  private boolean take(Event event) {
    return switch (event) {
      case Event.Started() -> isNew();
      case Event.StepSucceeded(String step) -> end(step, State.SUCCEEDED);
      case Event.StepFailed(String step, boolean again) -> fail(step, again);
      case Event.Approved(String step) -> answered(step) && ready(pipeline.step(step));
      case Event.Refused(String step) -> answered(step) && put(step, State.FAILED);
      case Event.CancelRequested() -> cancel();
    };
  }

  /// A run that goes on from another has ended steps from its beginning; one that was begun always
  /// has a step at work, until all have ended.
  private boolean isNew() {
    return steps.containsValue(State.PENDING)
        && steps.values().stream().allMatch(state -> state == State.PENDING || state.isFinal());
  }

  private State state(String step) {
    State state = steps.get(step);
    if (state == null) {
      throw new IllegalArgumentException("Cannot end a step: there is none called " + step);
    }
    return state;
  }

  private boolean put(String step, State state) {
    steps.put(step, state);
    return true;
  }

  private boolean answered(String step) {
    return state(step) == State.WAITING;
  }

  private boolean end(String step, State end) {
    return switch (state(step)) {
      case READY, RUNNING -> put(step, end);
      case CANCELLING -> put(step, State.CANCELLED);
      case PENDING, WAITING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> false;
    };
  }

  private boolean fail(String step, boolean again) {
    int attempt = view.attempt(step);
    var retry = pipeline.step(stepOf(step)).execution().retry();
    State state = state(step);
    if (again && attempt <= retry.max() && (state == State.RUNNING || state == State.READY)) {
      put(step, State.READY);
      commands.add(
          new Command.Enqueue(step, attempt + 1, retry.before(attempt, view.chance(step))));
      return true;
    }
    return end(step, State.FAILED);
  }

  private boolean cancel() {
    boolean changed = false;
    for (Map.Entry<String, State> step : steps.entrySet()) {
      switch (step.getValue()) {
        case PENDING, READY, WAITING -> {
          step.setValue(State.CANCELLED);
          changed = true;
        }
        case RUNNING -> {
          // Of a step with `each`, its runs are stopped; it ends with them.
          if (!isExpanded(step.getKey())) {
            step.setValue(State.CANCELLING);
            commands.add(new Command.Stop(step.getKey()));
          }
          changed = true;
        }
        case CANCELLING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
      }
    }
    return changed;
  }

  private boolean isExpanded(String step) {
    return step.indexOf('[') < 0 && pipeline.step(step).each().isPresent();
  }

  // Steps stand in running order, so one pass reaches the followers of followers.
  private void follow() {
    Map<String, List<String>> runs = runsOfEach();
    for (Step step : pipeline.steps()) {
      switch (state(step.name())) {
        case PENDING -> begin(step);
        case RUNNING -> {
          if (step.each().isPresent()) {
            goOn(step, runs.getOrDefault(step.name(), List.of()));
          }
        }
        case READY, WAITING, CANCELLING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
      }
    }
    if (steps.values().stream().allMatch(State::isFinal)) {
      commands.add(new Command.Finish(ended()));
    }
  }

  private State ended() {
    boolean cancelled = false;
    for (Step step : pipeline.steps()) {
      State state = state(step.name());
      if (state == State.FAILED && !step.optional()) {
        return State.FAILED;
      }
      cancelled |= state == State.CANCELLED;
    }
    return cancelled ? State.CANCELLED : State.SUCCEEDED;
  }

  private void begin(Step step) {
    boolean isReady = true;
    for (String earlier : step.waitsFor()) {
      State state = state(earlier);
      if (state.isFinal() && !satisfies(step, earlier, state)) {
        steps.put(step.name(), State.SKIPPED);
        reasons.put(step.name(), "`%s` %s".formatted(earlier, past(state)));
        return;
      }
      isReady &= state.isFinal();
    }
    if (!isReady) {
      return;
    }
    Optional<Judgement> judgement =
        step.when().map(condition -> Judgement.of(condition, view::value));
    if (judgement.isPresent() && !judgement.get().holds()) {
      steps.put(step.name(), State.SKIPPED);
      reasons.put(step.name(), "not so: " + judgement.get().why());
    } else if (step.approval().isPresent()) {
      steps.put(step.name(), State.WAITING);
      commands.add(new Command.Ask(step.name()));
    } else {
      ready(step);
    }
  }

  /// A step that may fail holds nobody up who does not take its answers.
  private boolean satisfies(Step step, String earlier, State state) {
    return state == State.SUCCEEDED
        || (state == State.FAILED
            && pipeline.step(earlier).optional()
            && step.after().contains(earlier)
            && step.in().values().stream()
                .noneMatch(reference -> reference.step().equals(Optional.of(earlier))));
  }

  private static String past(State state) {
    return switch (state) {
      case FAILED -> "failed";
      case SKIPPED -> "was skipped";
      case CANCELLED -> "was cancelled";
      case PENDING, READY, RUNNING, WAITING, CANCELLING, SUCCEEDED ->
          throw new IllegalStateException("Cannot skip a step for one that is " + state);
    };
  }

  private boolean ready(Step step) {
    if (step.each().isPresent()) {
      expand(step, step.each().get());
    } else {
      steps.put(step.name(), State.READY);
      commands.add(new Command.Enqueue(step.name(), 1, Duration.ZERO));
    }
    return true;
  }

  private void expand(Step step, Each each) {
    Optional<List<String>> items =
        each.from().isEmpty()
            ? Optional.of(each.values())
            : view.value(each.from().get()).flatMap(PortType::texts);
    if (items.isEmpty() || items.get().size() > ITEMS_MAX) {
      steps.put(step.name(), State.FAILED);
      reasons.put(
          step.name(),
          items
              .map(list -> "%d values, at most %d can be".formatted(list.size(), ITEMS_MAX))
              .orElse("`%s` is no list".formatted(each.from().map(Reference::text).orElse(""))));
      return;
    }
    steps.put(step.name(), State.RUNNING);
    commands.add(new Command.Expand(step.name(), items.get()));
    List<String> runs = new ArrayList<>();
    for (int item = 0; item < items.get().size(); item++) {
      String run = step.name() + "[" + item + "]";
      steps.put(run, State.PENDING);
      runs.add(run);
    }
    goOn(step, runs);
  }

  /// Hands out as many runs as may work at once, and ends the step with the last of them.
  private void goOn(Step step, List<String> runs) {
    int parallel = step.each().orElseThrow().parallel();
    long working =
        runs.stream()
            .map(this::state)
            .filter(state -> !state.isFinal() && state != State.PENDING)
            .count();
    for (String run : runs) {
      if (working < parallel && state(run) == State.PENDING) {
        steps.put(run, State.READY);
        commands.add(new Command.Enqueue(run, 1, Duration.ZERO));
        working++;
      }
    }
    if (runs.stream().map(this::state).allMatch(State::isFinal)) {
      steps.put(step.name(), together(runs));
    }
  }

  private State together(List<String> runs) {
    List<State> states = runs.stream().map(this::state).toList();
    if (states.contains(State.FAILED)) {
      return State.FAILED;
    }
    return states.contains(State.CANCELLED) ? State.CANCELLED : State.SUCCEEDED;
  }

  private Map<String, List<String>> runsOfEach() {
    Map<String, List<String>> runs = new LinkedHashMap<>();
    for (String name : steps.keySet()) {
      if (name.indexOf('[') >= 0) {
        runs.computeIfAbsent(stepOf(name), _ -> new ArrayList<>()).add(name);
      }
    }
    return runs;
  }
}

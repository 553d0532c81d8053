package dev.evenkeel.pipelines;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.pipelines.definition.Settings.Concurrency;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelines.definition.Wiring;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/// Starts pipeline runs, carries their steps through the queue and tells how they stand.
public final class PipelineRuns {
  private static final int RUNS_MAX = 1_000;

  private final Database database;
  private final Clock clock;
  private final Map<String, StepAction> actions;
  private final Definitions definitions = new Definitions();
  private final Commits commits = new Commits();
  private final Progression progression;
  private final FaultPoint.Hook faults;
  private final KnownSecrets secrets;
  private final List<RunListener> listeners = new CopyOnWriteArrayList<>();

  /// Of pipelines that name no secrets.
  ///
  /// @param queue not yet started; this registers its kinds of work
  public PipelineRuns(Database database, WorkQueue queue, Clock clock, List<StepAction> actions) {
    this(database, queue, clock, actions, KnownSecrets.NONE);
  }

  /// @param queue not yet started; this registers its kinds of work
  public PipelineRuns(
      Database database,
      WorkQueue queue,
      Clock clock,
      List<StepAction> actions,
      KnownSecrets secrets) {
    this(database, queue, clock, actions, secrets, FaultPoint.Hook.NONE);
  }

  PipelineRuns(
      Database database,
      WorkQueue queue,
      Clock clock,
      List<StepAction> actions,
      KnownSecrets secrets,
      FaultPoint.Hook faults) {
    this.secrets = secrets;
    this.database = database;
    this.faults = faults;
    this.clock = clock;
    this.actions =
        actions.stream()
            .collect(Collectors.toUnmodifiableMap(StepAction::name, Function.identity()));
    RunningAttempts running = new RunningAttempts();
    this.progression = new Progression(database, queue, definitions, running, listeners);
    StepWork work =
        new StepWork(
            database,
            definitions,
            progression,
            running,
            new StepLogs(database),
            this::action,
            commits::tell,
            faults);
    queue.register(Progression.STEP, work::work);
    queue.register(Progression.APPROVAL, this::approvalIsLate);
  }

  /// Tells somebody of runs from now on.
  void tell(RunListener listener) {
    listeners.add(listener);
  }

  /// The step actions that a pipeline may use.
  public Set<String> actions() {
    return actions.keySet();
  }

  /// Checks a pipeline as the start of a run does: actions, settings, and what is wired.
  ///
  /// @throws ProblemException that names the step, its line, and what would be right
  public void check(PipelineFile file) {
    for (Step step : file.pipeline().steps()) {
      inPlace(file, step, "uses", () -> action(step.uses()));
      inPlace(file, step, "with", () -> action(step.uses()).check(step.with()));
    }
    Wiring.check(file, uses -> action(uses).signature());
  }

  private static void inPlace(PipelineFile file, Step step, String part, Runnable check) {
    try {
      check.run();
    } catch (ProblemException e) {
      Problem problem = e.problem();
      throw new Problem(
              problem.kind(),
              problem.what(),
              problem.where().isEmpty() ? file.where(step.name(), part) : problem.where(),
              problem.expected(),
              problem.remedy())
          .asException(e);
    }
  }

  /// Stores a run in the project in which whoever acts works, and puts its first steps into the
  /// queue, in one transaction. Its steps see and change what is in that project, and nothing else.
  ///
  /// @param subject the model it works for
  /// @param cause why, in plain words
  /// @throws ProblemException of kind `CONFIGURATION` when a step uses an action that nobody
  ///   brought, or settings that its action does not know; `INPUT` when what is wired does not fit;
  ///   `FORBIDDEN` for whoever is no editor there
  public PipelineRun start(
      Pipeline pipeline, String subject, String cause, Map<String, String> parameters) {
    return start(new RunRequest(PipelineFile.of(pipeline), subject, cause, parameters));
  }

  /// The same, with all that can be said of a run.
  public PipelineRun start(RunRequest request) {
    check(request.pipeline());
    return database.write(sql -> {
      PipelineRun run = insert(sql, request, Optional.empty());
      begin(sql, run.id());
      faults.at(FaultPoint.IN_START, run.id());
      return new RunRows(sql).run(run.id()).orElseThrow();
    });
  }

  /// Starts a run that goes on from another one: what succeeded there and does not wait for a step
  /// that is done again is taken over.
  ///
  /// @param from the first step to do again; empty for all that did not succeed
  public PipelineRun retry(String runId, Optional<String> from) {
    return database.write(sql -> {
      RunRows rows = new RunRows(sql);
      PipelineRun earlier = rows.run(runId).orElseThrow(() -> unknown(runId));
      Head head = rows.head(runId).orElseThrow(() -> unknown(runId));
      ProjectSight.demand(head.project(), Role.EDITOR);
      if (!earlier.state().isFinal()) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "pipeline run %s has not ended".formatted(runId),
                "wait for its end, or cancel it")
            .asException();
      }
      Pipeline pipeline = definitions.of(sql, head.definition());
      Set<String> again = Retries.again(pipeline, earlier, from);
      RunRequest request =
          new RunRequest(
              PipelineFile.of(pipeline),
              head.subject(),
              "goes on from run " + runId,
              head.parameters(),
              earlier.part(),
              head.lane(),
              head.laneMax());
      PipelineRun run =
          new Acting(Acting.now().who(), head.project(), Acting.now().address())
              .get(() -> insert(sql, request, Optional.of(runId)));
      Retries.carryOver(sql, run.id(), earlier, again);
      begin(sql, run.id());
      return rows.run(run.id()).orElseThrow();
    });
  }

  /// What a run would do, without starting one.
  ///
  /// @throws ProblemException as [#start(RunRequest)] throws
  public List<PlannedStep> plan(RunRequest request) {
    check(request.pipeline());
    Pipeline pipeline = request.pipeline().pipeline();
    Map<String, String> parameters = Parameters.of(pipeline, request.parameters());
    return database.read(sql ->
        new Planning(sql, pipeline, parameters, request.subject(), clock.now(), this::action)
            .steps());
  }

  private PipelineRun insert(DSLContext sql, RunRequest request, Optional<String> retryOf) {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    Pipeline pipeline = request.pipeline().pipeline();
    secrets.demand(project, request.pipeline());
    PipelineRun run =
        new PipelineRun(
            UUID.randomUUID().toString(),
            pipeline.name(),
            pipeline.digest(),
            request.subject(),
            request.cause(),
            request.part(),
            retryOf,
            State.PENDING,
            clock.now(),
            Instant.now(),
            Optional.empty(),
            "",
            List.of());
    Optional<Concurrency> rule = pipeline.settings().concurrency();
    String ownLane =
        rule.map(own -> own.key().isEmpty() ? pipeline.name() : own.key())
            .map(key -> project + "/" + key)
            .orElse("");
    boolean isAsked = !request.lane().isEmpty();
    definitions.keep(sql, pipeline);
    new RunRows(sql)
        .insert(
            run,
            new Head(
                run.id(),
                pipeline.digest(),
                project,
                request.subject(),
                State.PENDING,
                run.at(),
                isAsked ? request.lane() : ownLane,
                isAsked ? request.laneMax() : rule.map(Concurrency::max).orElse(0),
                pipeline.settings().priority(),
                Parameters.of(pipeline, request.parameters())));
    new StepRows(sql).insert(run.id(), pipeline.steps());
    // A run that has its place in a row waits for those before it.
    pipeline
        .settings()
        .deadline()
        .filter(_ -> !isAsked)
        .map(run.started()::plus)
        .ifPresent(deadline -> {
          new RunRows(sql).deadline(run.id(), deadline);
          listeners.forEach(listener -> listener.begun(run.id(), deadline));
        });
    return run;
  }

  /// Lets a new run begin, or wait for its place.
  private void begin(DSLContext sql, String runId) {
    RunRows rows = new RunRows(sql);
    Head head = rows.head(runId).orElseThrow();
    if (!head.lane().isEmpty()) {
      progression.admit(sql, head.lane(), head.laneMax());
    } else {
      rows.state(runId, State.RUNNING);
      progression.tell(sql, head, new Event.Started());
    }
  }

  /// Cancels a run: nothing of it begins any more, and what works is stopped. One that has ended
  /// stays as it is.
  ///
  /// @throws ProblemException of kind `NOT_FOUND`, or `FORBIDDEN` for whoever is no editor there
  public PipelineRun cancel(String runId) {
    PipelineRun run =
        database.write(sql -> {
          RunRows rows = new RunRows(sql);
          Head head = seen(rows, runId);
          ProjectSight.demand(head.project(), Role.EDITOR);
          if (!head.state().isFinal() && head.state() != State.CANCELLING) {
            rows.state(runId, State.CANCELLING);
            rows.cancelledBy(runId, Acting.now().who().name());
            rows.message(runId, "cancelled by " + Acting.now().who().name());
            progression.tell(sql, head, new Event.CancelRequested());
            faults.at(FaultPoint.IN_CANCEL, runId);
          }
          return rows.run(runId).orElseThrow();
        });
    commits.tell();
    return run;
  }

  /// Agrees that a step runs, or refuses it.
  ///
  /// @param step that waits for it
  /// @param answer whether it may run
  /// @param note why; may be empty
  /// @throws ProblemException of kind `CONFLICT` when nobody is asked, `FORBIDDEN` for whoever may
  ///   not answer
  public PipelineRun answer(String runId, String step, Answer answer, String note) {
    PipelineRun run =
        database.write(sql -> {
          RunRows rows = new RunRows(sql);
          Head head = seen(rows, runId);
          Approvals.answer(sql, head, step, answer, note);
          if (answer == Answer.REFUSED) {
            rows.message(
                runId,
                "%s: refused by %s%s"
                    .formatted(
                        step, Acting.now().who().name(), note.isEmpty() ? "" : ", since " + note));
          }
          progression.tell(
              sql,
              head,
              answer == Answer.APPROVED ? new Event.Approved(step) : new Event.Refused(step));
          return rows.run(runId).orElseThrow();
        });
    commits.tell();
    return run;
  }

  /// What somebody says who is asked.
  public enum Answer {
    APPROVED,
    REFUSED
  }

  private void approvalIsLate(String key) {
    String runId = key.substring(0, key.indexOf('/'));
    String step = key.substring(key.indexOf('/') + 1);
    database.write(sql -> {
      RunRows rows = new RunRows(sql);
      Optional<Head> head = rows.lock(runId);
      if (head.isPresent() && Approvals.expire(sql, runId, step)) {
        rows.message(runId, step + ": nobody approved it in time");
        progression.tell(sql, head.get(), new Event.Refused(step));
      }
      return true;
    });
    commits.tell();
  }

  private static Head seen(RunRows rows, String runId) {
    return rows.lock(runId)
        .filter(run -> ProjectSight.sees(run.project()))
        .orElseThrow(() -> unknown(runId));
  }

  /// Waits until a run has ended.
  ///
  /// @throws ProblemException of kind `BUSY` when it takes longer than `patience`, `NOT_FOUND` when
  ///   it does not exist or was forgotten meanwhile, `ENVIRONMENT` when nothing happens to it since
  ///   the disk is full
  public PipelineRun await(String id, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      // Counted before the look: what is committed after it cuts the wait short.
      long seen = commits.count();
      PipelineRun run = run(id).orElseThrow(() -> unknown(id));
      if (run.state().isFinal()) {
        return run;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw Problem.of(
                Problem.Kind.BUSY,
                "pipeline run %s has not ended within %s".formatted(id, patience),
                "look at its steps, and wait or cancel it")
            .asException();
      }
      commits.await(seen, left);
      if (commits.count() == seen) {
        database.demandRoom();
      }
    }
  }

  /// A run by its id.
  public Optional<PipelineRun> run(String id) {
    return database.read(sql -> new RunRows(sql).run(id));
  }

  /// The newest runs for a model.
  public List<PipelineRun> runs(String subject, int limit) {
    return database.read(sql -> new RunRows(sql).newest(subject, Math.clamp(limit, 0, RUNS_MAX)));
  }

  /// The pipeline that a run pins.
  public Pipeline definition(PipelineRun run) {
    return definition(run.definition());
  }

  /// A pipeline that a run or a name pins, by its digest.
  Pipeline definition(String digest) {
    return database.read(sql -> definitions.of(sql, digest));
  }

  /// Keeps a definition, so that runs can pin it.
  void keep(DSLContext sql, Pipeline pipeline) {
    definitions.keep(sql, pipeline);
  }

  /// Forgets the runs that started at or after a business time: how a replay takes back an
  /// unfinished month.
  public void forgetSince(String subject, Instant since) {
    database.write(sql -> {
      RunRows rows = new RunRows(sql);
      List<String> runs = rows.since(subject, since);
      runs.forEach(rows::delete);
      return runs.size();
    });
  }

  /// What an action takes and answers; nothing is known of one that nobody brought.
  Signature signature(String uses) {
    StepAction action = actions.get(uses);
    return action == null ? Signature.OPEN : action.signature();
  }

  /// Which answers of an action are files; none of one that nobody brought.
  Set<String> files(String uses) {
    StepAction action = actions.get(uses);
    return action == null ? Set.of() : action.files();
  }

  private StepAction action(String name) {
    StepAction action = actions.get(name);
    if (action == null) {
      String near = Names.nearest(name, actions.keySet());
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "no step action is called `%s`".formatted(Names.abbreviate(name)),
              "",
              "one of " + String.join(", ", actions.keySet().stream().sorted().toList()),
              near.isEmpty() ? "" : "write `uses: %s`".formatted(near))
          .asException();
    }
    return action;
  }

  static ProblemException unknown(String id) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "pipeline run %s does not exist".formatted(Names.abbreviate(id)),
            "list the runs of the model")
        .asException();
  }
}

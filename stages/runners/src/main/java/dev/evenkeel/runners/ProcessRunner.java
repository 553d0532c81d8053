package dev.evenkeel.runners;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.processes.MarkedProcesses;
import dev.evenkeel.processes.PythonEnvironments;
import dev.evenkeel.processes.Requirements;
import dev.evenkeel.runners.keeper.Claim;
import dev.evenkeel.runners.keeper.End;
import dev.evenkeel.runners.keeper.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Runs programs as processes of this machine. A keeper stands over each, so that it outlives this
/// server, and what the disk knows is enough to find it again.
///
/// One folder belongs to one server at a time.
public final class ProcessRunner implements StepRunner, AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration FORGET = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 20;
  private static final int SECRET_MIN = 4;
  private static final int LOCKS = 64;
  private static final List<String> NUMERICAL = List.of("OMP", "OPENBLAS", "MKL");

  private final AttemptFolders folders;
  private final InputContents contents;
  private final SecretValues secrets;
  private final Preparations preparations;
  private final Optional<RunAs> runAs;
  private final KeeperLauncher keepers;
  // Each for the ids that share its number: two submissions of one attempt start one program.
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  /// Keeps attempts in a folder.
  ///
  /// @param root made when absent
  /// @param runAs another user of the operating system; empty for the server's own
  public ProcessRunner(
      Path root,
      InputContents contents,
      SecretValues secrets,
      PythonEnvironments environments,
      String runAs) {
    this.contents = contents;
    this.secrets = secrets;
    this.runAs = runAs.isEmpty() ? Optional.empty() : Optional.of(RunAs.of(runAs));
    this.preparations = new Preparations(environments);
    try {
      this.folders = new AttemptFolders(root, this.runAs.isPresent());
      this.keepers = new KeeperLauncher(folders.root());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Handle submit(Attempt attempt) {
    ReentrantLock lock = locks.get(Math.floorMod(attempt.id().hashCode(), LOCKS));
    lock.lock();
    try {
      Optional<Handle> running = adopted(attempt);
      return running.isPresent() ? running.get() : started(attempt);
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      lock.unlock();
    }
  }

  /// The newest that runs, or of which it is known how it ended.
  private Optional<Handle> adopted(Attempt attempt) throws IOException {
    for (Kept kept : folders.of(attempt.id())) {
      if (kept.exists() && (preparations.of(kept.handle()).isPresent() || isKnown(kept))) {
        return Optional.of(kept.handle());
      }
      // Nobody started it, and now nobody will; or it was lost, and is asked for once more.
      folders.clear(kept);
    }
    return Optional.empty();
  }

  private boolean isKnown(Kept kept) throws IOException {
    Kept.Order order = kept.order();
    if (kept.refusal().isPresent() || Claim.NEVER.take(kept.claimFile(order))) {
      return kept.refusal().isPresent();
    }
    boolean known = kept.claim().filter(Claim::isAlive).isPresent() || kept.end().isPresent();
    if (!known) {
      MarkedProcesses.end(order.mark());
    }
    return known;
  }

  private Handle started(Attempt attempt) throws IOException {
    Map<String, String> values = values(attempt);
    Optional<Requirements> requirements = check(attempt);
    Kept kept = folders.fresh(attempt);
    try {
      kept.folder().layOut(attempt, contents);
      Kept.Order order = order(attempt);
      kept.order(order);
      if (runAs.isPresent()) {
        runAs.get().own(kept.folder().writable());
      }
      if (attempt.program() instanceof Program.Python python) {
        preparations.begin(
            kept,
            python,
            requirements.orElseThrow(),
            interpreter -> launch(attempt, kept, command(attempt, interpreter), values));
      } else {
        launch(attempt, kept, command(attempt, Optional.empty()), values);
      }
      return kept.handle();
    } catch (IOException | RuntimeException e) {
      folders.clear(kept);
      throw e;
    }
  }

  private Kept.Order order(Attempt attempt) {
    String owner = Digests.of(folders.root().toString()).substring(7, 23);
    return new Kept.Order(
        UUID.randomUUID().toString().substring(0, 13),
        shown(attempt.program()),
        attempt.outputs(),
        attempt.limits(),
        "step-%s-%s-%d".formatted(owner, attempt.id(), attempt.epoch()));
  }

  private static String shown(Program program) {
    return switch (program) {
      case Program.Exec exec -> exec.command().getFirst();
      case Program.Python python -> python.script();
      case Program.Container container -> container.image();
      case Program.Builtin builtin -> builtin.name();
    };
  }

  /// All that can be known before anything is made.
  private static Optional<Requirements> check(Attempt attempt) {
    return switch (attempt.program()) {
      case Program.Exec exec -> {
        Commands.found(attempt, exec);
        yield Optional.empty();
      }
      case Program.Python python -> {
        Commands.checkScript(attempt, python);
        yield Optional.of(requirements(python));
      }
      case Program.Container _, Program.Builtin _ ->
          throw Problem.of(
                  Problem.Kind.UNSUPPORTED,
                  "the process runner runs no containers and no Java of the server",
                  "choose the runner that does")
              .asException();
    };
  }

  private static Requirements requirements(Program.Python python) {
    try {
      return Requirements.parse(python.requirements(), python.python(), python.where());
    } catch (ProblemException e) {
      Problem problem = e.problem();
      throw new Problem(
              problem.kind(),
              problem.what(),
              problem.where(),
              problem.expected(),
              "correct the line, or remove it")
          .asException();
    }
  }

  private static List<String> command(Attempt attempt, Optional<Path> interpreter) {
    return switch (attempt.program()) {
      case Program.Exec exec -> Commands.found(attempt, exec);
      case Program.Python python -> Commands.python(attempt, python, interpreter.orElseThrow());
      case Program.Container _, Program.Builtin _ -> throw new IllegalStateException("checked");
    };
  }

  private Map<String, String> values(Attempt attempt) {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, String> secret : attempt.secrets().entrySet()) {
      String value =
          secrets
              .value(attempt, secret.getValue())
              .orElseThrow(() ->
                  Problem.of(
                          Problem.Kind.CONFIGURATION,
                          "secret `%s` for variable `%s` is unknown"
                              .formatted(secret.getValue(), secret.getKey()),
                          "set it, or correct its name")
                      .asException());
      if (value.length() < SECRET_MIN || value.indexOf('\0') >= 0) {
        throw Problem.of(
                Problem.Kind.CONFIGURATION,
                "secret `%s` cannot be masked in a log".formatted(secret.getValue()),
                "make it longer than %d characters".formatted(SECRET_MIN - 1))
            .asException();
      }
      values.put(secret.getKey(), value);
    }
    return values;
  }

  private void launch(Attempt attempt, Kept kept, List<String> program, Map<String, String> values)
      throws IOException {
    Kept.Order order = kept.order();
    StepLimits limits = attempt.limits();
    Map<String, String> environment = new TreeMap<>();
    environment.put(Commands.PATH, Commands.PATH_DEFAULT);
    // Else each of these libraries takes a thread for every core, for each step that runs.
    for (String library : NUMERICAL) {
      environment.put(library + "_NUM_THREADS", String.valueOf((int) Math.ceil(limits.cpus())));
    }
    if (attempt.program() instanceof Program.Python) {
      // Else what it prints comes at its end.
      environment.put("PYTHONUNBUFFERED", "1");
    }
    environment.putAll(kept.folder().variables(attempt));
    environment.putAll(attempt.environment());
    environment.putAll(values);
    environment.put(MarkedProcesses.VARIABLE, order.mark());
    Job job =
        new Job(
            kept.folder().path().toString(),
            kept.claimFile(order).toString(),
            Commands.around(program, limits, runAs),
            environment,
            List.copyOf(values.values()),
            limits.time().toMillis(),
            GRACE.toMillis(),
            limits.memoryBytes(),
            Commands.dataBytes(limits),
            limits.logBytes(),
            limits.outputBytes(),
            limits.processes());
    keepers.launch(job, kept.folder().keeper());
  }

  @Override
  public Progress poll(Handle handle) {
    Kept kept = folders.kept(handle);
    try {
      Optional<String> preparing = preparations.of(handle);
      if (preparing.isPresent()) {
        return new Progress.Queued(preparing.get());
      }
      if (!kept.exists()) {
        return new Progress.Lost("nothing is kept of it on this machine");
      }
      Optional<Progress.Failed> refusal = kept.refusal();
      return refusal.isPresent() ? refusal.get() : progress(kept);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static Progress progress(Kept kept) throws IOException {
    Optional<Claim> claim = kept.claim();
    if (claim.isEmpty() || claim.get().equals(Claim.NEVER)) {
      return new Progress.Lost("it was never started");
    }
    // In this order: it may end between the two looks.
    boolean alive = claim.get().isAlive();
    Optional<End> end = kept.end();
    if (end.isPresent()) {
      return new Judge(kept.order(), kept.folder()).judge(end.get());
    }
    if (alive) {
      return new Progress.Running();
    }
    MarkedProcesses.end(kept.order().mark());
    return new Progress.Lost("its keeper was ended, and what it kept with it");
  }

  @Override
  public LogPart logs(Handle handle, long offset, int max) {
    return LogText.of(
        folders.kept(handle),
        offset,
        max,
        () -> preparations.of(handle).isEmpty() && poll(handle).isOver());
  }

  @Override
  public void stop(Handle handle, Duration grace) {
    Kept kept = folders.kept(handle);
    try {
      if (preparations.of(handle).isPresent() || (kept.exists() && !poll(handle).isOver())) {
        kept.askToStop(grace.toMillis());
        preparations.stop(kept);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public void forget(Handle handle) {
    Kept kept = folders.kept(handle);
    stop(handle, Duration.ZERO);
    try {
      long deadline = System.nanoTime() + FORGET.toNanos();
      while (!poll(handle).isOver() && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_MILLIS);
      }
      if (kept.exists()) {
        MarkedProcesses.end(kept.order().mark());
      }
      folders.remove(kept);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static ProblemException unusable(IOException e) {
    return AttemptFolders.unusable(e);
  }

  /// Leaves what runs running; it is found again by its id.
  @Override
  public void close() {
    preparations.close();
  }
}

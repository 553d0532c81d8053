package dev.evenkeel.server;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.pipelines.DeployedPipelines;
import dev.evenkeel.pipelines.PipelineRoutes;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.RunRoutes;
import dev.evenkeel.pipelines.RunStarts;
import dev.evenkeel.pipelines.SecretRoutes;
import dev.evenkeel.pipelines.Secrets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepFiles;
import dev.evenkeel.processes.ChildProcesses;
import dev.evenkeel.processes.PythonEnvironments;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.Models;
import dev.evenkeel.runners.Input;
import dev.evenkeel.runners.ProcessRunner;
import dev.evenkeel.runtimes.PythonSettings;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.steps.CommonSteps;
import dev.evenkeel.steps.DataSteps;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.SecretBox;
import dev.evenkeel.store.WorkQueue;
import dev.evenkeel.training.ReproductionRoutes;
import dev.evenkeel.training.Reproductions;
import dev.evenkeel.training.TrainingSteps;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The wiring of pipelines: their steps, the runner of programs, what starts runs by itself, and
/// the addresses of all that.
final class PipelineRooms implements AutoCloseable {
  private static final Duration ENVIRONMENT = Duration.ofMinutes(30);
  private static final String TRACKING = "MLFLOW_TRACKING_URI";

  private final PipelineRuns runs;
  private final RunStarts starts;
  private final DeployedPipelines deployed;
  private final RunHistory history;
  private final StepFiles files;
  private final Reproductions reproductions;
  private final Secrets secrets;
  private final ChildProcesses processes;
  private final ProcessRunner runner;
  private final AtomicReference<Optional<Supplier<URI>>> address =
      new AtomicReference<>(Optional.empty());

  /// What programs are carried by.
  ///
  /// @param home where attempts and their environments of Python lie
  record Programs(Path home, PythonSettings python, Egress egress) {}

  PipelineRooms(
      Database database,
      WorkQueue queue,
      Clock clock,
      AuditLog audit,
      SecretBox box,
      Programs programs,
      Datasets datasets,
      Fetches fetches,
      Models models,
      Lineage lineage,
      BlobStore blobs,
      Runtimes runtimes,
      PipelineTriggers triggers) {
    secrets = new Secrets(database, box, audit, clock);
    Path steps = programs.home().resolve("steps");
    processes = new ChildProcesses(steps.resolve("processes"));
    runner =
        new ProcessRunner(
            steps.resolve("runs"),
            PipelineRooms::open,
            (_, reference) -> Optional.of(secrets.value(reference)),
            new PythonEnvironments(
                programs.home().resolve("environments"),
                processes,
                programs.python().interpreter(),
                programs.python().index(),
                ENVIRONMENT),
            "");
    history = new RunHistory(database);
    List<StepAction> training = TrainingSteps.actions(datasets, blobs, models, runtimes);
    List<StepAction> actions =
        new ArrayList<>(DataSteps.beside(training, datasets, blobs, fetches));
    actions.add(TrainingSteps.reproduce(datasets, blobs, models, lineage, history));
    actions.addAll(
        CommonSteps.actions(
            datasets,
            models,
            blobs,
            programs.egress(),
            Map.of(runner.name(), runner),
            this::environment,
            PipelineRooms::demandAdministrator));
    runs = new PipelineRuns(database, queue, clock, actions, secrets);
    files = new StepFiles(history, runs, blobs);
    starts = new RunStarts(database, queue, clock, runs, secrets, audit, triggers::late);
    deployed = new DeployedPipelines(database, runs, audit, clock, starts);
    reproductions = new Reproductions(models, runs, history);
  }

  /// Files of inputs lie where the step that is given them has put them.
  private static InputStream open(Input.Item file) throws IOException {
    return Files.newInputStream(Path.of(file.source()));
  }

  private Map<String, String> environment() {
    return address.get().map(known -> Map.of(TRACKING, known.get().toString())).orElse(Map.of());
  }

  /// A program that runs as the server's own user may read what that user may: only who could sign
  /// in there anyway may bring one. What the product starts by itself was deployed by such a one.
  private static void demandAdministrator() {
    Principal who = Acting.now().who();
    if (!who.name().equals(Principal.SYSTEM.name()) && !who.mayEverywhere(Role.ADMIN)) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "a step that is a program runs as the server's own user here",
              "",
              "the role `admin` everywhere",
              "ask an administrator to deploy it; `docs/runners.md` says what a program can reach")
          .asException();
    }
  }

  PipelineRuns runs() {
    return runs;
  }

  RunStarts starts() {
    return starts;
  }

  DeployedPipelines deployed() {
    return deployed;
  }

  Secrets secrets() {
    return secrets;
  }

  StepFiles files() {
    return files;
  }

  RunHistory history() {
    return history;
  }

  /// Begins to start what is due, once the queue may hand out work.
  void start() {
    starts.start();
  }

  List<Route> routes(Supplier<URI> itsAddress) {
    address.set(Optional.of(itsAddress));
    List<Route> routes = new ArrayList<>(new PipelineRoutes(deployed, runs).routes());
    routes.addAll(new RunRoutes(history, runs, files).routes());
    routes.addAll(starts.routes());
    routes.addAll(new ReproductionRoutes(reproductions).routes());
    routes.addAll(new SecretRoutes(secrets).routes());
    return routes;
  }

  /// What a process answers that takes no requests of clients.
  List<Route> workerRoutes(Optional<URI> server) {
    address.set(server.map(known -> () -> known));
    return List.of();
  }

  @Override
  public void close() {
    runner.close();
    processes.close();
  }
}

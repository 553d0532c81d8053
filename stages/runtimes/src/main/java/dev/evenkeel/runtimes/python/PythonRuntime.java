package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.processes.ChildProcesses;
import dev.evenkeel.processes.Launch;
import dev.evenkeel.processes.Limits;
import dev.evenkeel.processes.PythonEnvironments;
import dev.evenkeel.processes.Requirements;
import dev.evenkeel.processes.Workplace;
import dev.evenkeel.runtimes.Conversion;
import dev.evenkeel.runtimes.PythonSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Models that only Python can load, each answered by child processes of its own.
public final class PythonRuntime implements ModelRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(PythonRuntime.class);
  private static final Duration LOAD = Duration.ofMinutes(2);
  private static final Duration ENVIRONMENT = Duration.ofMinutes(15);
  private static final Duration UNUSED = Duration.ofDays(90);
  private static final long FILE_BYTES = 1L << 30;
  private static final int PROCESSES = 32;
  private static final String COLUMN = "prediction";

  private final PythonSettings settings;
  private final ModelRuntime others;
  private final ChildProcesses processes;
  private final PythonEnvironments environments;
  private final Set<PythonModel> models = ConcurrentHashMap.newKeySet();

  /// Keeps environments in a home, and the directories of workers in a folder.
  ///
  /// @param others loads what a model was converted to
  public PythonRuntime(Path home, Path processes, PythonSettings settings, ModelRuntime others) {
    this.settings = settings;
    this.others = others;
    this.processes = new ChildProcesses(processes);
    this.environments =
        new PythonEnvironments(
            home.resolve("environments"),
            this.processes,
            settings.interpreter(),
            settings.index(),
            ENVIRONMENT);
    int removed = environments.removeUnused(UNUSED);
    if (removed > 0) {
      LOG.info("{} Python environments that nobody used for 90 days are removed", removed);
    }
  }

  @Override
  public String name() {
    return "python";
  }

  @Override
  public Set<String> formats() {
    return Set.of(ModelDescription.MLFLOW_ZIP);
  }

  /// Loads a folder that MLflow logged: what it was converted to, else the original in workers.
  ///
  /// @param file of format [ModelDescription#MLFLOW_ZIP]
  /// @throws dev.evenkeel.base.ProblemException of kind `UNSUPPORTED` when Python is switched off,
  ///   `INPUT` when the model does not load, `ENVIRONMENT` when its packages cannot be had
  @Override
  public LoadedModel load(ModelFile file) {
    Optional<ConvertedZip.Content> kept = ConvertedZip.read(file.bytes(), file.where());
    if (kept.isPresent() && kept.get().record().converted()) {
      ConversionRecord record = kept.get().record();
      ModelFile export = new ModelFile(record.format(), kept.get().export(), file.where());
      return new ConvertedModel(others.load(export), record.description(), record.said());
    }
    return loadWorkers(file, settings.workers(), said -> LOG.info("{}: {}", file.where(), said));
  }

  /// Decides how a model runs before it is registered: by an export that answers the same, or by
  /// workers.
  ///
  /// @param progress hears what is being done, in plain words
  public Conversion convert(ModelFile file, Consumer<String> progress) {
    demandOn(file.where());
    return new Converter(this, others).convert(file, progress);
  }

  LoadedModel loadWorkers(ModelFile file, int workers, Consumer<String> progress) {
    demandOn(file.where());
    Workplace workplace = processes.workplace();
    try {
      LoggedModel model = unpack(workplace, file);
      Path python = environments.interpreter(model.requirements(), progress);
      progress.accept("loading the model in Python");
      WorkerPool pool = start(workplace, model, python, workers, file.where());
      try {
        PythonModel loaded = loaded(pool, workplace, model, workers, file.where());
        models.add(loaded);
        return loaded;
      } catch (RuntimeException e) {
        pool.close();
        throw e;
      }
    } catch (RuntimeException e) {
      workplace.close();
      throw e;
    }
  }

  void demandOn(String where) {
    if (!settings.on()) {
      throw new Problem(
              Problem.Kind.UNSUPPORTED,
              "the model needs Python, which is switched off here",
              where,
              "a model of trees or an ONNX graph",
              "set `runtimes.python: on`, or export it: skl2onnx.to_onnx(model, rows[:1])")
          .asException();
    }
  }

  ChildProcesses processes() {
    return processes;
  }

  Path interpreter(Requirements requirements, Consumer<String> progress) {
    return environments.interpreter(requirements, progress);
  }

  static LoggedModel unpack(Workplace workplace, ModelFile file) {
    try {
      Scripts.into(workplace.directory());
      Path folder = Files.createDirectory(workplace.directory().resolve("model"));
      return LoggedModelReader.read(
          Unpacked.into(folder, file.bytes(), file.where()), file.where());
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "a model cannot be unpacked",
              "free some space or give the process the right to write")
          .asException(e);
    }
  }

  private WorkerPool start(
      Workplace workplace, LoggedModel model, Path python, int workers, String where) {
    Launch launch =
        new Launch(
            Scripts.command(python, workplace.directory(), Scripts.WORKER),
            Scripts.ONE_THREAD,
            new Limits(settings.memoryBytes(), FILE_BYTES, PROCESSES, 0));
    WorkerPool.Plan plan =
        new WorkerPool.Plan(
            workplace, launch, model.facts(), model.example(), LOAD, settings.timeout());
    return WorkerPool.start(plan, workers, where);
  }

  private PythonModel loaded(
      WorkerPool pool, Workplace workplace, LoggedModel model, int workers, String where) {
    Introduction introduction = pool.introduction();
    List<Property> inputs = inputs(model, introduction, where);
    Target target =
        introduction.labels().isEmpty()
            ? new Target.Quantity(COLUMN, Duration.ZERO)
            : new Target.Classes(COLUMN, Duration.ZERO, introduction.labels());
    ModelDescription described =
        new ModelDescription(
            new Signature(inputs),
            inputs.stream().map(property -> Feature.of(property.name())).toList(),
            target,
            ModelDescription.MLFLOW_ZIP);
    String runsOn =
        "%d Python %s (%s%s)"
            .formatted(
                workers,
                workers == 1 ? "worker" : "workers",
                model.flavor(),
                introduction.labels().isEmpty() || introduction.probabilities()
                    ? ""
                    : ", no probabilities of its own");
    return new PythonModel(pool, workplace, described, workers, runsOn, models::remove);
  }

  /// The signature's columns; without one, numbers by the names that the model knows.
  private static List<Property> inputs(LoggedModel model, Introduction introduction, String where) {
    if (!model.columns().isEmpty()) {
      return model.columns().stream().map(LoggedColumn::property).toList();
    }
    List<String> names =
        introduction.features().isEmpty()
            ? IntStream.range(0, introduction.width()).mapToObj(index -> "f" + index).toList()
            : introduction.features();
    if (names.isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the model does not say what it takes",
              where + ", MLmodel",
              "a signature",
              "log it with signature=infer_signature(rows, answers)")
          .asException();
    }
    return names.stream().map(name -> Property.of(name, LogicalType.NUMBER, false)).toList();
  }

  @Override
  public void close() {
    List.copyOf(models).forEach(PythonModel::close);
    processes.close();
  }
}

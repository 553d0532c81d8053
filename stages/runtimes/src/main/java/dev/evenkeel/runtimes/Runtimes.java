package dev.evenkeel.runtimes;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.TreesRuntime;
import dev.evenkeel.runtimes.mlflow.MlflowRuntime;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import dev.evenkeel.runtimes.python.PythonRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// All runtimes as one: the first that knows a model's format loads it.
public final class Runtimes implements ModelRuntime {
  private final List<ModelRuntime> runtimes;
  private final Optional<PythonRuntime> python;

  private Runtimes(List<ModelRuntime> runtimes, Optional<PythonRuntime> python) {
    this.runtimes = List.copyOf(runtimes);
    this.python = python;
  }

  /// Those that this product carries, without Python.
  public static Runtimes builtIn() {
    OnnxRuntime onnx = new OnnxRuntime();
    MlflowRuntime mlflow = new MlflowRuntime(onnx, Runtimes::withoutPython);
    return new Runtimes(List.of(new TreesRuntime(), onnx, mlflow), Optional.empty());
  }

  /// Those that this product carries, with models of Python.
  ///
  /// @param home keeps Python environments and the directories of workers; nobody else's
  public static Runtimes builtIn(Path home, PythonSettings settings) {
    return builtIn(home, home.resolve("processes"), settings);
  }

  /// The same beside a process that may use the home at this moment.
  ///
  /// @param home keeps Python environments, which many may share
  /// @param processes keeps the directories of workers; what another left there is ended
  public static Runtimes builtIn(Path home, Path processes, PythonSettings settings) {
    TreesRuntime trees = new TreesRuntime();
    OnnxRuntime onnx = new OnnxRuntime();
    Runtimes natives = new Runtimes(List.of(trees, onnx), Optional.empty());
    PythonRuntime python = new PythonRuntime(home, processes, settings, natives);
    return new Runtimes(
        List.of(trees, onnx, new MlflowRuntime(onnx, python::load)), Optional.of(python));
  }

  private static LoadedModel withoutPython(ModelFile file) {
    throw refusal(file);
  }

  private static RuntimeException refusal(ModelFile file) {
    return new Problem(
            Problem.Kind.UNSUPPORTED,
            "the model needs Python, which is switched off here",
            file.where(),
            "a model of trees or an ONNX graph",
            "export it: `skl2onnx.to_onnx(model, rows[:1], options={'zipmap': False})`, then"
                + " `mlflow.onnx.save_model(graph, 'folder')`")
        .asException();
  }

  /// Decides how a model will run, before it is registered. What needs no Python stays as it is.
  ///
  /// @param progress hears what is being done, in plain words
  public Conversion convert(ModelFile file, Consumer<String> progress) {
    if (!formats().contains(file.format())) {
      throw unknown(file);
    }
    boolean needsPython =
        file.format().equals(ModelDescription.MLFLOW_ZIP) && !MlflowRuntime.isNative(file);
    if (!needsPython) {
      return new Conversion(Conversion.Way.NATIVE, file, "native");
    }
    return python.orElseThrow(() -> refusal(file)).convert(file, progress);
  }

  @Override
  public String name() {
    return "all";
  }

  @Override
  public Set<String> formats() {
    Set<String> formats = new TreeSet<>();
    runtimes.forEach(runtime -> formats.addAll(runtime.formats()));
    return formats;
  }

  @Override
  public LoadedModel load(ModelFile file) {
    return runtimes.stream()
        .filter(runtime -> runtime.formats().contains(file.format()))
        .findFirst()
        .orElseThrow(() -> unknown(file))
        .load(file);
  }

  private RuntimeException unknown(ModelFile file) {
    return new Problem(
            Problem.Kind.INPUT,
            "models of format `%s` cannot be loaded".formatted(Names.abbreviate(file.format())),
            file.where(),
            String.join(", ", formats()),
            "save the model in another format")
        .asException();
  }

  @Override
  public void close() {
    runtimes.forEach(ModelRuntime::close);
    python.ifPresent(PythonRuntime::close);
  }
}

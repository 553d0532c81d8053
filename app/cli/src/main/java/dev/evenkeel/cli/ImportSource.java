package dev.evenkeel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// What another tracking server keeps, read piece by piece. Its content is a stranger's: all sizes
/// are bounded, and what cannot be read is told to an [ImportReport] and left out.
interface ImportSource extends AutoCloseable {
  /// The most experiments, models, or versions of a model that are read.
  int THINGS_MAX = 10_000;

  int INPUTS_MAX = 1_000;
  int RUNS_MAX = 100_000;
  int FILES_MAX = 100_000;
  int POINTS_MAX = 10_000_000;

  List<Experiment> experiments();

  void runs(Experiment experiment, Consumer<Run> each);

  /// All points of one metric.
  void points(Run run, String metric, Consumer<Point> each);

  void files(Run run, FileSink each);

  void files(Logged model, FileSink each);

  void models(Consumer<Model> each);

  /// A model that MLflow 3 keeps beside its run.
  Optional<Logged> logged(String id);

  @Override
  void close();

  /// Takes one file, and reads it before it returns.
  @FunctionalInterface
  interface FileSink {
    /// Reads one file to its end.
    ///
    /// @param path with `/` between its names, and none of them `..`
    void take(String path, InputStream content) throws IOException;
  }

  /// How many traces an experiment has; none are taken along.
  int traces(Experiment experiment);

  /// What runs are grouped in.
  record Experiment(
      String id,
      String name,
      OptionalLong createdMillis,
      Map<String, String> tags,
      boolean isDeleted) {
    public Experiment {
      tags = Map.copyOf(tags);
    }
  }

  /// A run but for its points and files.
  ///
  /// @param status by MLflow's word: `FINISHED`
  /// @param metrics their keys
  /// @param inputs the data that it says it read
  /// @param storage where its files are, as its server says
  record Run(
      String id,
      String experimentId,
      String name,
      String user,
      String status,
      OptionalLong startMillis,
      OptionalLong endMillis,
      Map<String, String> params,
      Map<String, String> tags,
      List<String> metrics,
      List<Input> inputs,
      String storage,
      boolean isDeleted) {
    public Run {
      params = Map.copyOf(params);
      tags = Map.copyOf(tags);
      metrics = List.copyOf(metrics);
      inputs = List.copyOf(inputs);
    }
  }

  /// Data that a run read.
  ///
  /// @param dataset what MLflow says of it: name, digest, source_type, source, schema, profile
  /// @param tags such as what it was read for
  record Input(Map<String, String> dataset, Map<String, String> tags) {
    static final List<String> FIELDS =
        List.of("name", "digest", "source_type", "source", "schema", "profile");

    public Input {
      dataset = Map.copyOf(dataset);
      tags = Map.copyOf(tags);
    }
  }

  record Point(double value, long millis, long step) {}

  record Logged(String id, String experimentId, String name, String runId, String storage) {}

  /// A registered model.
  ///
  /// @param aliases with the number of their version
  record Model(
      String name,
      String description,
      Map<String, String> tags,
      Map<String, Integer> aliases,
      List<Version> versions) {
    public Model {
      tags = Map.copyOf(tags);
      aliases = Map.copyOf(aliases);
      versions = List.copyOf(versions);
    }
  }

  /// A version of a registered model.
  ///
  /// @param source as it was registered: `runs:/…/model`, a path, `models:/m-…`
  record Version(
      int number,
      String source,
      String runId,
      String description,
      String stage,
      Map<String, String> tags) {
    public Version {
      tags = Map.copyOf(tags);
    }
  }
}

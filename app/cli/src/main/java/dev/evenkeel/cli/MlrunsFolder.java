package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder `mlruns/` of MLflow's file store. Nothing is opened but what lies in it by its place:
/// the addresses that its files name are never followed.
final class MlrunsFolder implements ImportSource {
  private static final String META = "meta.yaml";
  private static final Pattern EXPERIMENT = Pattern.compile("[0-9]{1,19}");
  private static final Pattern RUN = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");
  private static final Pattern LOGGED = Pattern.compile("m-[0-9a-f]{32}");
  private static final Pattern VERSION = Pattern.compile("version-([1-9][0-9]{0,8})");
  private static final List<String> STATUSES =
      List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

  /// Where deleted experiments are.
  private static final String TRASH = ".trash";

  private final PlainFolder root;
  private final boolean isWithDeleted;
  private final ImportReport report;

  MlrunsFolder(Path folder, boolean isWithDeleted, ImportReport report) throws IOException {
    this.root = new PlainFolder(folder.toRealPath(), report);
    this.isWithDeleted = isWithDeleted;
    this.report = report;
  }

  @Override
  public List<Experiment> experiments() {
    List<Experiment> found = new ArrayList<>();
    Stream.concat(
            root.folders(THINGS_MAX).stream(), root.folder(TRASH).folders(THINGS_MAX).stream())
        .filter(folder -> EXPERIMENT.matcher(folder.name()).matches() && folder.has(META))
        .forEach(folder -> report.attempt("experiment " + folder.name(), () -> add(folder, found)));
    if (found.isEmpty()) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "%s holds no experiments of MLflow".formatted(root),
              "name the folder `mlruns`")
          .asException();
    }
    return found;
  }

  private void add(PlainFolder folder, List<Experiment> found) {
    YamlMap meta = folder.yaml(META);
    String name = meta.text("name");
    if (isDeleted(meta) && !isWithDeleted) {
      report.leaveOut(
          ImportReport.Left.DELETED_EXPERIMENTS, 1, "experiment " + name, "it was deleted");
      return;
    }
    found.add(
        new Experiment(
            folder.name(),
            name,
            millis(meta, "creation_time"),
            folder.texts("tags"),
            isDeleted(meta)));
  }

  /// An experiment's folder, which a deleted one has in the trash.
  private PlainFolder home(String experiment) {
    PlainFolder folder = root.folder(experiment);
    return folder.has(META) ? folder : root.folder(TRASH).folder(experiment);
  }

  @Override
  public int traces(Experiment experiment) {
    return home(experiment.id()).folder("traces").folders(THINGS_MAX).size();
  }

  private static boolean isDeleted(YamlMap meta) {
    return meta.optionalText("lifecycle_stage").orElse("active").equals("deleted");
  }

  private static OptionalLong millis(YamlMap meta, String key) {
    return meta.optionalLong(key)
        .filter(millis -> millis >= 0)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public void runs(Experiment experiment, Consumer<Run> each) {
    for (PlainFolder folder : home(experiment.id()).folders(RUNS_MAX)) {
      if (RUN.matcher(folder.name()).matches() && folder.has(META)) {
        List<Run> read = new ArrayList<>();
        report.attempt(
            "run " + folder.name(),
            () -> {
              YamlMap meta = folder.yaml(META);
              if (isDeleted(meta) && !isWithDeleted) {
                report.leaveOut(
                    ImportReport.Left.DELETED_RUNS, 1, "run " + folder.name(), "it was deleted");
              } else {
                read.add(run(experiment, folder, meta));
              }
            });
        read.forEach(each);
      }
    }
  }

  private Run run(Experiment experiment, PlainFolder folder, YamlMap meta) {
    String id =
        meta.optionalText("run_id").or(() -> meta.optionalText("run_uuid")).orElse(folder.name());
    if (!id.equals(folder.name())) {
      throw Problem.of(Problem.Kind.INPUT, "its folder and its id differ", "").asException();
    }
    Map<String, String> tags = folder.texts("tags");
    String storage = meta.optionalText("artifact_uri").orElse("");
    if (!storage.endsWith("/" + experiment.id() + "/" + id + "/artifacts") && !storage.isEmpty()) {
      report.leaveOut("files of run " + id, "they lie at %s".formatted(storage));
    }
    return new Run(
        id,
        experiment.id(),
        meta.optionalText("run_name").orElse(""),
        meta.optionalText("user_id").orElse(""),
        status(meta.optionalText("status").orElse("")),
        millis(meta, "start_time"),
        millis(meta, "end_time"),
        folder.texts("params"),
        tags,
        folder.keys("metrics"),
        inputs(experiment, folder),
        storage,
        isDeleted(meta));
  }

  private List<Input> inputs(Experiment experiment, PlainFolder run) {
    List<Input> inputs = new ArrayList<>();
    for (PlainFolder one : run.folder("inputs").folders(INPUTS_MAX)) {
      report.attempt(
          "input %s of run %s".formatted(one.name(), run.name()),
          () -> {
            YamlMap meta = one.yaml(META);
            // The other kind is a logged model that the run read.
            if (meta.optionalText("source_type").orElse("").equals("DATASET")) {
              inputs.add(
                  new Input(dataset(experiment, meta.text("source_id")), meta.textMap("tags")));
            }
          });
    }
    return inputs;
  }

  private Map<String, String> dataset(Experiment experiment, String id) {
    YamlMap meta = home(experiment.id()).folder("datasets").folder(id).yaml(META);
    Map<String, String> dataset = new LinkedHashMap<>();
    Input.FIELDS.forEach(
        field -> meta.optionalText(field).ifPresent(text -> dataset.put(field, text)));
    return dataset;
  }

  private static String status(String written) {
    return written.matches("[1-5]")
        ? STATUSES.get(Integer.parseInt(written) - 1)
        : STATUSES.contains(written) ? written : "FINISHED";
  }

  @Override
  public void points(Run run, String metric, Consumer<Point> each) {
    folder(run).folder("metrics").lines(metric, POINTS_MAX, line -> each.accept(point(line)));
  }

  /// `timestamp value step`; the first versions wrote no step, the last ones a dataset too.
  private static Point point(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    try {
      return new Point(
          ImportText.number(parts[1]),
          Long.parseLong(parts[0]),
          parts.length > 2 ? Long.parseLong(parts[2]) : 0);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw Problem.of(Problem.Kind.INPUT, "a line that is no point of a metric", "")
          .asException(e);
    }
  }

  private PlainFolder folder(Run run) {
    return home(run.experimentId()).folder(run.id());
  }

  @Override
  public void files(Run run, FileSink each) {
    send(folder(run).folder("artifacts"), each);
  }

  @Override
  public void files(Logged model, FileSink each) {
    send(home(model.experimentId()).folder("models").folder(model.id()).folder("artifacts"), each);
  }

  private static void send(PlainFolder folder, FileSink each) {
    for (String path : folder.files()) {
      try (InputStream content = folder.open(path)) {
        each.take(path, content);
      } catch (IOException e) {
        throw Problem.of(Problem.Kind.INPUT, "%s cannot be read".formatted(path), "")
            .asException(e);
      }
    }
  }

  @Override
  public Optional<Logged> logged(String id) {
    if (!LOGGED.matcher(id).matches()) {
      return Optional.empty();
    }
    for (PlainFolder experiment : root.folders(THINGS_MAX)) {
      PlainFolder folder = experiment.folder("models").folder(id);
      if (EXPERIMENT.matcher(experiment.name()).matches() && folder.has(META)) {
        YamlMap meta = folder.yaml(META);
        return Optional.of(
            new Logged(
                id,
                experiment.name(),
                meta.optionalText("name").orElse("model"),
                meta.optionalText("source_run_id").orElse(""),
                ""));
      }
    }
    return Optional.empty();
  }

  @Override
  public void models(Consumer<Model> each) {
    for (PlainFolder folder : root.folder("models").folders(THINGS_MAX)) {
      if (folder.has(META)) {
        List<Model> read = new ArrayList<>();
        report.attempt("model " + folder.name(), () -> read.add(model(folder)));
        read.forEach(each);
      }
    }
  }

  private Model model(PlainFolder folder) {
    YamlMap meta = folder.yaml(META);
    List<Version> versions = new ArrayList<>();
    for (PlainFolder one : folder.folders(THINGS_MAX)) {
      if (VERSION.matcher(one.name()).matches() && one.has(META)) {
        report.attempt(
            "model %s, %s".formatted(folder.name(), one.name()), () -> versions.add(version(one)));
      }
    }
    Map<String, Integer> aliases = new LinkedHashMap<>();
    folder
        .texts("aliases")
        .forEach((alias, number) -> {
          if (number.strip().matches("[1-9][0-9]{0,8}")) {
            aliases.put(alias, Integer.parseInt(number.strip()));
          }
        });
    return new Model(
        meta.text("name"),
        meta.optionalText("description").orElse(""),
        folder.texts("tags"),
        aliases,
        versions);
  }

  private static Version version(PlainFolder folder) {
    YamlMap meta = folder.yaml(META);
    return new Version(
        Integer.parseInt(folder.name().substring("version-".length())),
        meta.optionalText("source").orElse(""),
        meta.optionalText("run_id").orElse(""),
        meta.optionalText("description").orElse(""),
        meta.optionalText("current_stage").orElse(""),
        folder.texts("tags"));
  }

  @Override
  public void close() {}
}

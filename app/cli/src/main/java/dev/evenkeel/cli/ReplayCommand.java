package dev.evenkeel.cli;

import dev.evenkeel.automation.FirstModel;
import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.models.TreeModel;
import dev.evenkeel.packaging.InferenceRequest;
import dev.evenkeel.packaging.ProjectDraft;
import dev.evenkeel.packaging.ProjectInference;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What Evenkeel would have done with a history.
@Command(
    name = "replay",
    description = {
      "Shows what would have happened on a history: what a frozen model would have lost, when and why it would have been retrained, what would have been refused.",
      "",
      "  evenkeel replay sales.csv --time date --target price",
      "  evenkeel replay examples/home-sales",
      ""
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private static final long MODEL_BYTES_MAX = 512L << 20;

  @Parameters(
      paramLabel = "PROJECT|FILE",
      description = "Folder of a model project, or a CSV (also .gz) or Parquet file.")
  Path what;

  @Option(names = "--time", paramLabel = "COL", description = "Of a file: when a row happened.")
  @Nullable String time;

  @Option(names = "--target", paramLabel = "COL", description = "Of a file: what to predict.")
  @Nullable String target;

  @Option(
      names = "--time-format",
      paramLabel = "PATTERN",
      description = "Of a file: how its times are written, such as yyMMdd (default: found out).")
  @Nullable String timeFormat;

  @Option(
      names = "--label-delay",
      paramLabel = "TIME",
      description =
          "Of a file: how long after a row its truth is known, such as 12h (default: 30d).")
  @Nullable String labelDelay;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Start with this model (XGBoost JSON) instead of one trained on the first year.")
  @Nullable Path model;

  @Option(
      names = "--init",
      paramLabel = "NAME",
      description = "Of a file: keep the project that was inferred in this new folder.")
  @Nullable Path init;

  @Mixin ReplayOptionsMixin options;
  @Spec CommandSpec spec;

  ReplayCommand() {
    what = Path.of("");
    options = new ReplayOptionsMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<byte[]> artifact = Optional.ofNullable(model).map(ReplayCommand::modelFile);
    FirstModel first =
        artifact.<FirstModel>map(FirstModel.Given::new).orElseGet(FirstModel.Trained::new);
    return Files.isDirectory(what) ? project(first) : file(first, artifact);
  }

  private int project(FirstModel first) throws InterruptedException {
    if (time != null
        || target != null
        || timeFormat != null
        || labelDelay != null
        || init != null) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "--time, --target, --time-format, --label-delay and --init are for files; %s is a project"
                  .formatted(what),
              "set them in its evenkeel.yaml")
          .asException();
    }
    LoopProject project = LoopProject.read(what);
    return new ReplayRun(options, Homes.choose(options.home, what), out()).run(_ -> project, first);
  }

  private int file(FirstModel first, Optional<byte[]> artifact) throws InterruptedException {
    InferenceRequest request = request(artifact);
    Path kept = init;
    if (kept != null && Files.exists(kept)) {
      throw new Problem(
              Problem.Kind.CONFLICT,
              "%s exists already".formatted(kept),
              "",
              "a new folder",
              "choose another name for --init, or replay the project that lies there: evenkeel replay "
                  + kept)
          .asException();
    }
    Path home = Homes.choose(options.home, kept == null ? Path.of("") : kept);
    return new ReplayRun(options, home, out())
        .run(
            datasets -> infer(datasets, request, kept == null ? home.resolve("project") : kept),
            first);
  }

  private LoopProject infer(Datasets datasets, InferenceRequest request, Path folder) {
    ProjectDraft draft = new ProjectInference(datasets).infer(request, folder);
    draft.write(folder);
    out().printf("Inferred from %s:%n", request.file().getFileName());
    draft.notes().forEach(note -> out().printf("  %s%n", note));
    out().printf("  written to %s%n%n", folder);
    out().flush();
    return LoopProject.read(folder);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private InferenceRequest request(Optional<byte[]> artifact) {
    if (!Files.exists(what)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "%s does not exist".formatted(what),
              "",
              "the folder of a model project, or a CSV or Parquet file",
              "check the path")
          .asException();
    }
    if (time == null || target == null) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "a file needs --time and --target",
              "name the column that says when a row happened, and the one to predict")
          .asException();
    }
    return new InferenceRequest(
        what,
        time,
        Optional.ofNullable(timeFormat),
        target,
        delay(),
        artifact.map(bytes -> TreeModel.readXgboostJson(bytes, String.valueOf(model))));
  }

  private Duration delay() {
    String written = labelDelay == null ? "30d" : labelDelay;
    return YamlMap.durationOf(written)
        .filter(duration -> !duration.isNegative())
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.INPUT,
                    "--label-delay `%s` cannot be used".formatted(written),
                    "write a length of time such as 30d, 12h or 0d")
                .asException());
  }

  private static byte[] modelFile(Path file) {
    try {
      if (Files.size(file) > MODEL_BYTES_MAX) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE,
                "%s is larger than 512 MB".formatted(file),
                "give a smaller model")
            .asException();
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "the model's file cannot be read",
              file.toString(),
              "an XGBoost JSON file",
              "check the path")
          .asException(e);
    }
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.scoring.BatchModel;
import dev.evenkeel.scoring.BatchScoring;
import dev.evenkeel.scoring.ScoringRequest;
import dev.evenkeel.scoring.ScoringRequest.BadRows;
import dev.evenkeel.scoring.ScoringResult;
import dev.evenkeel.server.ServerConfiguration;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Scores a whole file.
@Command(
    name = "score",
    description =
        "Scores the rows of a file: the same answers as the model's endpoint gives, written beside"
            + " the rows.",
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
  /// Done, but not for all rows.
  private static final int SET_ASIDE = 3;

  private static final int BATCH_MAX = 1_000_000;
  private static final int THREADS_MAX = 1_024;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "NAME@ALIAS, NAME@VERSION or models:/… of the home; or a file or folder (ONNX, XGBoost"
              + " JSON or UBJ, LightGBM text, a folder logged by MLflow), or s3://BUCKET/KEY.")
  String model;

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      description = "A table: .parquet, .csv, .csv.gz, .jsonl or .jsonl.gz.")
  Path input;

  @Parameters(
      index = "2",
      paramLabel = "OUTPUT",
      description = "Where to write it with the answers, in the format that its name says.")
  Path output;

  @Option(
      names = "--keep",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns of the input that the output has (default: all).")
  List<String> keep;

  @Option(
      names = "--on-error",
      paramLabel = "stop|quarantine",
      description =
          "What a row does that the model cannot take: stop the run, or go into"
              + " OUTPUT.rejected.jsonl with its reasons (default: stop).")
  String onError;

  @Option(names = "--explain", description = "Adds what each feature contributed to the answer.")
  boolean explain;

  @Option(
      names = "--allow-missing",
      description = "Lets the input lack columns that the model can do without.")
  boolean allowMissing;

  @Option(names = "--overwrite", description = "Replaces an output that is there.")
  boolean overwrite;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = "parquet, csv or jsonl, when the input's name does not say it.")
  @Nullable String inputFormat;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "parquet, csv or jsonl, when the output's name does not say it.")
  @Nullable String format;

  @Option(names = "--batch-size", paramLabel = "ROWS", description = "Rows scored at once.")
  @Nullable Integer batchSize;

  @Option(names = "--threads", description = "Threads that score (default: all cores).")
  @Nullable Integer threads;

  @Mixin GivenModelMixin given;

  @Option(names = "--home", description = "Folder with all state (default: .evenkeel here).")
  @Nullable Path home;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "A running server to take the version from, instead of a home.")
  @Nullable String server;

  @Option(names = "--json", description = "Says what became of the rows as one line of JSON.")
  boolean json;

  @Spec CommandSpec spec;

  ScoreCommand() {
    model = "";
    input = Path.of("");
    output = Path.of("");
    keep = List.of();
    onError = "stop";
    given = new GivenModelMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws IOException {
    ScoringRequest request = request();
    ServerConfiguration configuration =
        ServerConfiguration.read(Homes.choose(home, given.folder()), System.getenv());
    Path folder = Files.createTempDirectory("evenkeel-score");
    folder.toFile().deleteOnExit();
    try (Runtimes runtimes =
        Runtimes.builtIn(
            configuration.home(), folder.resolve("processes"), configuration.python())) {
      ScoredModel found = found(configuration, runtimes);
      try (LoadedModel loaded = runtimes.load(found.file())) {
        return score(found, loaded, request);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private int score(ScoredModel found, LoadedModel loaded, ScoringRequest request) {
    BatchModel asked = new BatchModel(found.name(), found.version(), found.description(), loaded);
    long started = System.nanoTime();
    ScoringResult result;
    try (ScoreProgress progress = ScoreProgress.of(spec.commandLine().getErr())) {
      result = BatchScoring.run(asked, request, progress);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.text(facts(found, result, seconds)) : text(found, result));
    out.flush();
    return result.rejected() > 0 ? SET_ASIDE : 0;
  }

  private ScoredModel found(ServerConfiguration configuration, Runtimes runtimes) {
    Optional<RegisteredReference> registered = ScoredModel.registered(model);
    if (registered.isEmpty()) {
      ServedSource.demandThere(model);
      return ScoredModel.of(
          GivenModel.read(model, given.name, given.labels, given.project), runtimes);
    }
    if (!given.isEmpty()) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "--name, --labels and --project are for a model that is given as a file",
              "leave them out: %s was registered with its own".formatted(registered.get()))
          .asException();
    }
    String address = server;
    if (address == null) {
      return ScoredModel.ofHome(registered.get(), configuration);
    }
    try (RunningServer running = new RunningServer(address)) {
      return ScoredModel.ofServer(registered.get(), running);
    }
  }

  private ScoringRequest request() {
    BadRows badRows =
        switch (onError) {
          case "stop" -> BadRows.STOP;
          case "quarantine" -> BadRows.QUARANTINE;
          default -> throw wrong("--on-error", onError, "stop or quarantine");
        };
    return new ScoringRequest(
        TableFile.of(input, format("--input-format", inputFormat)),
        TableFile.of(output, format("--format", format)),
        keep.isEmpty() ? Optional.empty() : Optional.of(keep),
        new ScoringRequest.Options(
            badRows,
            explain,
            allowMissing,
            overwrite,
            number("--batch-size", batchSize, BATCH_MAX),
            number("--threads", threads, THREADS_MAX)));
  }

  private static Optional<TableFile.Format> format(String option, @Nullable String written) {
    if (written == null) {
      return Optional.empty();
    }
    for (TableFile.Format each : TableFile.Format.values()) {
      if (each.written().equals(written)) {
        return Optional.of(each);
      }
    }
    throw wrong(option, written, "parquet, csv or jsonl");
  }

  private static OptionalInt number(String option, @Nullable Integer given, int most) {
    if (given == null) {
      return OptionalInt.empty();
    }
    if (given < 1 || given > most) {
      throw wrong(option, String.valueOf(given), "1 to %,d".formatted(most));
    }
    return OptionalInt.of(given);
  }

  private static RuntimeException wrong(String option, String given, String expected) {
    return new Problem(
            Problem.Kind.INPUT, "%s cannot be `%s`".formatted(option, given), option, expected, "")
        .asException();
  }

  private static Map<String, Object> facts(
      ScoredModel model, ScoringResult result, double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model.name());
    facts.put("version", model.version());
    facts.put("rows", result.rows());
    facts.put("scored", result.scored());
    facts.put("rejected", result.rejected());
    facts.put("warned", result.warned());
    facts.put("output", result.output().toString());
    result.rejectedFile().ifPresent(file -> facts.put("rejectedFile", file.toString()));
    facts.put("seconds", seconds);
    return facts;
  }

  private static String text(ScoredModel model, ScoringResult result) {
    StringBuilder text =
        new StringBuilder(
            "Scored %,d rows by %s@%s: %s"
                .formatted(result.scored(), model.name(), model.version(), result.output()));
    if (result.warned() > 0) {
      text.append("%n%,d of them have warnings".formatted(result.warned()));
    }
    result
        .rejectedFile()
        .ifPresent(
            file -> text.append("%nSet aside %,d rows: %s".formatted(result.rejected(), file)));
    return text.toString();
  }
}

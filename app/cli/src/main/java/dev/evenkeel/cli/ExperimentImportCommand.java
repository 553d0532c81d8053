package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Brings along what MLflow kept before.
@Command(
    name = "import",
    description = "Brings experiments, runs and models from MLflow; again adds nothing.",
    mixinStandardHelpOptions = true)
final class ExperimentImportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PLACE", description = "A folder mlruns/, or http://… of a server.")
  String place = "";

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Only this one; may be given several times.")
  List<String> experiments = List.of();

  @Option(
      names = "--deleted",
      description = "Takes what was deleted along too, and deletes it here.")
  boolean isWithDeleted;

  @Option(names = "--no-models", description = "Leaves the registered models out.")
  boolean isWithoutModels;

  @Option(
      names = "--max-file-bytes",
      defaultValue = "2147483648",
      paramLabel = "N",
      description = "Leaves larger files out (default: ${DEFAULT-VALUE}).")
  long fileBytesMax;

  @Mixin ServerMixin server = new ServerMixin();

  ExperimentImportCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws IOException {
    ImportReport report = new ImportReport(spec.commandLine().getErr());
    try (ImportSource source = source(report);
        ImportTarget target = new ImportTarget(server.open(), report, fileBytesMax)) {
      RunsImport runs = new RunsImport(source, target, report);
      runs.write(new LinkedHashSet<>(experiments));
      if (!isWithoutModels) {
        new ModelsImport(source, target, runs, report).write();
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (server.json) {
      out.println(Json.text(report.json()));
    } else {
      report.print(out);
    }
    return 0;
  }

  private ImportSource source(ImportReport report) throws IOException {
    if (place.startsWith("http://") || place.startsWith("https://")) {
      return new MlflowServer(place, isWithDeleted, report);
    }
    if (!Files.isDirectory(Path.of(place))) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "there is no folder %s".formatted(Names.abbreviate(place)),
              "PLACE",
              "a folder mlruns/, or http://… of a server of MLflow",
              "")
          .asException();
    }
    return new MlrunsFolder(Path.of(place), isWithDeleted, report);
  }
}

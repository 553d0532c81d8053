package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.CheckReport;
import dev.evenkeel.checks.Oddities;
import dev.evenkeel.checks.Outcome;
import dev.evenkeel.checks.PastRun;
import dev.evenkeel.checks.Reports;
import dev.evenkeel.checks.ResultHistory;
import dev.evenkeel.checks.RuleResult;
import dev.evenkeel.checks.TableCheck;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.profiles.Anomaly;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Data against its contract.
@Command(
    name = "test",
    description = {
      "Runs every rule of a contract over files, a dataset's version or a database.",
      "Exit code 0 when all hold or only warnings came, 3 when a rule is broken, 1 when one could not be measured."
    },
    mixinStandardHelpOptions = true)
final class ContractTestCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CONTRACT", description = "A contract of ODCS 3.0 to 3.2.")
  Path contract = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "[OBJECT=]DATA",
      description = {
        "A CSV, Parquet or JSON lines file, also gzipped; dataset:NAME[@V], a version of a running server;",
        "or jdbc:URL, a database, whose user and password are in EVENKEEL_SQL_USER and EVENKEEL_SQL_PASSWORD.",
        "Repeat it with the name of an object for contracts on several tables, and for tables that others refer to."
      })
  List<String> data = new ArrayList<>();

  @Option(
      names = "--query",
      paramLabel = "OBJECT=SQL",
      description = "One SELECT for a table of a database (default: all of its rows).")
  Map<String, String> queries = new LinkedHashMap<>();

  // With --json the run is written in datacontract-cli's shape.
  @Mixin ServerMixin server = new ServerMixin();

  @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit's XML, too.")
  Optional<Path> junit = Optional.empty();

  @Option(
      names = "--quarantine",
      paramLabel = "FOLDER",
      description = {
        "Write the rows that break rules to FOLDER, in a file for each object and in the format of the data,",
        "with all their reasons in the column `~reasons`. Values of classified columns become ***."
      })
  Optional<Path> quarantine = Optional.empty();

  @Option(
      names = "--unmasked",
      description = "Write values of classified columns into the quarantine, too.")
  boolean isUnmasked;

  @Option(
      names = "--history",
      paramLabel = "FILE|FOLDER",
      description = {
        "Add the results to a history, and say when rows or missing values are far from those before.",
        "A folder that is there gets a file for each contract. It changes no exit code."
      })
  Optional<Path> history = Optional.empty();

  @Option(names = "--all", description = "List the rules that hold, too.")
  boolean isAll;

  @Mixin TolerantMixin reading = new TolerantMixin();

  @Override
  public Integer call() {
    Document document = ContractText.document(contract, reading.isTolerant);
    try (Scratch scratch = Scratch.create()) {
      Map<String, TableFile> tables =
          new TestedTables(document, queries, server, scratch.folder()).of(data);
      List<CheckReport> reports = run(document, tables);
      tell(reports);
      history
          .map(place -> ResultHistory.of(place, document.id()))
          .ifPresent(kept -> reports.forEach(report -> remember(report, kept)));
      return switch (Reports.worst(reports)) {
        case ERROR -> 1;
        case FAILED -> 3;
        case WARNING, PASSED, NOT_EXECUTABLE -> 0;
      };
    }
  }

  private List<CheckReport> run(Document document, Map<String, TableFile> tables) {
    TableCheck check = new TableCheck(document, tables, Instant.now());
    return quarantine
        .map(folder -> check.quarantining(Folders.made(folder), isUnmasked))
        .orElse(check)
        .run(tables.keySet());
  }

  private void tell(List<CheckReport> reports) {
    junit.ifPresent(file -> write(file, Reports.junit(reports)));
    PrintWriter out = spec.commandLine().getOut();
    if (server.json) {
      out.println(Reports.json(reports));
    } else {
      reports.forEach(report -> print(report, out));
    }
  }

  private void remember(CheckReport report, ResultHistory kept) {
    PastRun run = PastRun.of(report);
    List<PastRun> earlier = kept.read(report.object(), Anomaly.EARLIER_MAX);
    kept.append(run);
    // Of JSON a program reads every line.
    PrintWriter out = server.json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    for (Oddities.Oddity odd : Oddities.of(earlier, run)) {
      out.printf("%s is odd: %s.%n", report.object(), odd.words());
    }
    out.flush();
  }

  private void print(CheckReport report, PrintWriter out) {
    TextTable table = new TextTable("RESULT", "COLUMN", "RULE", "WHY");
    boolean isAny = false;
    for (RuleResult result : report.results()) {
      if (isAll || result.outcome() != Outcome.PASSED) {
        isAny = true;
        table.add(
            result.outcome().written(),
            result.rule().column().isEmpty() ? "-" : result.rule().columnText(),
            rule(result),
            result.reason());
      }
    }
    if (isAny) {
      table.print(out);
      out.println();
    }
    out.printf(
        "%s, %s: %,d rows, %s.%n",
        report.contract(), report.object(), report.rows(), report.summary());
    report
        .quarantined()
        .ifPresent(bad ->
            out.printf("%,d bad rows are in %s, with their reasons.%n", bad.rows(), bad.file()));
  }

  private static String rule(RuleResult result) {
    String kind = result.rule().body().getClass().getSimpleName();
    return result.rule().name().isEmpty() ? kind : result.rule().name();
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the report cannot be written",
              file.toString(),
              "a file in a folder that is there",
              "")
          .asException(e);
    }
  }
}

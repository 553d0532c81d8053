package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.lint.Lint;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.odcs.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// All that is wrong or doubtful in contracts.
@Command(
    name = "lint",
    description =
        "Says all that is wrong or doubtful in contracts. Exit code 2 when something is wrong.",
    mixinStandardHelpOptions = true)
final class ContractLintCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Contracts of ODCS 3.0 to 3.2.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--tolerant",
      description = "Keys that are not in the standard are warnings, not errors.")
  boolean isTolerant;

  @Option(names = "--warnings-as-errors", description = "A warning, too, ends with exit code 2.")
  boolean isStern;

  @Option(names = "--json", description = "Write the findings as JSON.")
  boolean isJson;

  /// @param findings by their place
  private record Linted(Path file, List<Finding> findings) {}

  @Override
  public Integer call() {
    List<Linted> all = new ArrayList<>();
    for (Path file : files) {
      all.add(new Linted(file, lint(file)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(Json.text(all.stream().map(ContractLintCommand::json).toList()));
    } else {
      print(all, out);
    }
    Finding.Level worst = isStern ? Finding.Level.WARNING : Finding.Level.ERROR;
    boolean isWrong =
        all.stream()
            .flatMap(linted -> linted.findings().stream())
            .anyMatch(finding -> finding.level().compareTo(worst) <= 0);
    return isWrong ? 2 : 0;
  }

  /// What is no YAML at all is one more finding, so that the other files are read, too.
  private List<Finding> lint(Path file) {
    String text = ContractText.read(file);
    try {
      return Lint.check(text, file.toString(), isTolerant ? Mode.TOLERANT : Mode.STRICT);
    } catch (ProblemException e) {
      String what = e.problem().what();
      return List.of(
          new Finding(Finding.Level.ERROR, "", line(e, file), 1, what, e.problem().remedy()));
    }
  }

  private static int line(ProblemException e, Path file) {
    String rest = e.problem().where().replace(file + ":", "").replaceFirst("\\D.*", "");
    return rest.isEmpty() || rest.length() > 9 ? 1 : Integer.parseInt(rest);
  }

  private static void print(List<Linted> all, PrintWriter out) {
    int errors = 0;
    int others = 0;
    for (Linted linted : all) {
      for (Finding finding : linted.findings()) {
        out.println(linted.file() + ":" + finding);
        errors += finding.level() == Finding.Level.ERROR ? 1 : 0;
        others += finding.level() == Finding.Level.ERROR ? 0 : 1;
      }
    }
    out.printf(
        "%s: %s, %s%n",
        counted(all.size(), "contract"), counted(errors, "error"), counted(others, "warning"));
  }

  private static String counted(int count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  private static Map<String, Object> json(Linted linted) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", linted.file().toString());
    json.put("findings", linted.findings().stream().map(ContractLintCommand::json).toList());
    return json;
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("level", finding.level().name().toLowerCase(java.util.Locale.ROOT));
    json.put("line", finding.line());
    json.put("column", finding.column());
    json.put("pointer", finding.pointer());
    json.put("what", finding.what());
    json.put("remedy", finding.remedy());
    return json;
  }
}

package dev.evenkeel.steps;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.CheckReport;
import dev.evenkeel.checks.Outcome;
import dev.evenkeel.checks.RuleResult;
import dev.evenkeel.checks.RuleWords;
import dev.evenkeel.checks.TableCheck;
import dev.evenkeel.data.BatchContract;
import dev.evenkeel.data.Dataset;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.CodeFiles;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Signature.Port;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/// Checks a dataset version by a contract, and fails when it breaks a rule that is no warning.
/// Where neither a dataset nor a contract is named, it checks the labels of a training.
///
/// Its answer is never taken from an earlier run: rules of freshness end otherwise as time goes by.
final class CheckStep implements StepAction {
  static final String NAME = "check";

  private static final String DATASET = "dataset";
  private static final String CONTRACT = CodeFiles.CONTRACT;
  private static final int BROKEN_TOLD_MAX = 5;
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final Datasets datasets;
  private final Versions versions;
  private final BlobStore blobs;
  private final StepAction labels;

  CheckStep(Datasets datasets, BlobStore blobs, StepAction labels) {
    this.datasets = datasets;
    this.versions = new Versions(datasets);
    this.blobs = blobs;
    this.labels = labels;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Signature signature() {
    return new Signature(
        Map.of(DATASET, new Port(PortType.of(ValueType.DATASET), false)),
        Map.of("checkedRows", PortType.of(ValueType.INTEGER)),
        true);
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name(), with, Set.of(), Set.of(DATASET, CONTRACT, CodeFiles.CODE));
    if (with.containsKey(DATASET)) {
      Names.check("dataset", with.getOrDefault(DATASET, ""));
    }
  }

  @Override
  public Map<String, String> run(StepContext context) {
    if (context.with().isEmpty() && !context.step().inputs().containsKey(DATASET)) {
      return labels.run(context);
    }
    DatasetVersion version = version(context);
    BatchContract contract = contract(context, version);
    CheckReport report = report(context, version, contract);
    List<RuleResult> broken =
        report.results().stream().filter(result -> isBroken(result.outcome())).toList();
    broken.forEach(result -> context.step().log().line(words(result)));
    context.step().log().line("%s by %s: %s".formatted(version, contract, report.summary()));
    if (report.outcome().compareTo(Outcome.FAILED) <= 0) {
      throw refused(version, contract, report);
    }
    Map<String, String> answers = new TreeMap<>();
    answers.put(DATASET, version.toString());
    answers.put(CONTRACT, contract.toString());
    answers.put("checkedRows", String.valueOf(report.rows()));
    answers.put("passed", String.valueOf(report.count(Outcome.PASSED)));
    answers.put("warnings", String.valueOf(report.count(Outcome.WARNING)));
    answers.put("notExecutable", String.valueOf(report.count(Outcome.NOT_EXECUTABLE)));
    answers.put("report", blobs.put(json(version, report)));
    return answers;
  }

  private DatasetVersion version(StepContext context) {
    String wired = context.step().inputs().get(DATASET);
    if (wired != null) {
      return versions.of(wired);
    }
    String named = context.with().get(DATASET);
    return named == null
        ? versions.of(context.output(DATASET))
        : versions.when(named, context.at());
  }

  private BatchContract contract(StepContext context, DatasetVersion version) {
    String file = context.with().get(CONTRACT);
    if (file != null) {
      String code = context.with().getOrDefault(CodeFiles.CODE, "{}");
      String yaml = Json.read(code, TEXTS).get(file.replaceFirst("^(\\./)+", ""));
      if (yaml == null) {
        throw Settings.wrong(
            "contract `%s` did not come with the pipeline".formatted(Names.abbreviate(file)),
            "a file beside the definition",
            "");
      }
      return BatchContract.read(yaml, file);
    }
    return datasets
        .dataset(version.dataset())
        .flatMap(Dataset::contract)
        .or(() -> datasets.contract(version))
        .map(yaml -> BatchContract.read(yaml, "the contract of dataset " + version.dataset()))
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.INPUT,
                    "dataset %s has no contract to be checked by".formatted(version.dataset()),
                    "store one, or name a file: `with: {contract: …}`")
                .asException());
  }

  private CheckReport report(StepContext context, DatasetVersion version, BatchContract contract) {
    try (Scratch scratch = Scratch.create()) {
      Path rows = scratch.folder().resolve("rows.parquet");
      datasets.exports().parquet(version, rows);
      String object = contract.table().object();
      return new TableCheck(
              contract.document(),
              Map.of(object, TableFile.of(rows, Optional.empty())),
              context.at())
          .run(object);
    }
  }

  private static boolean isBroken(Outcome outcome) {
    return outcome.compareTo(Outcome.PASSED) < 0;
  }

  private static String words(RuleResult result) {
    return "%s, %s: %s: %s"
        .formatted(
            RuleWords.about(result.rule()),
            RuleWords.expected(result.rule()),
            result.outcome().written(),
            result.reason());
  }

  private static RuntimeException refused(
      DatasetVersion version, BatchContract contract, CheckReport report) {
    List<RuleResult> failed =
        report.results().stream()
            .filter(result -> result.outcome().compareTo(Outcome.FAILED) <= 0)
            .toList();
    String more =
        failed.size() > BROKEN_TOLD_MAX
            ? "; and %d more rules".formatted(failed.size() - BROKEN_TOLD_MAX)
            : "";
    return Problem.of(
            Problem.Kind.INPUT,
            "%s breaks %s: %s%s"
                .formatted(
                    version,
                    contract,
                    String.join(
                        "; ",
                        failed.stream().limit(BROKEN_TOLD_MAX).map(CheckStep::words).toList()),
                    more),
            "mend the rows at their source; the step's log names every broken rule")
        .asException();
  }

  private static byte[] json(DatasetVersion version, CheckReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(DATASET, version.toString());
    json.put(CONTRACT, report.contract());
    json.put("rows", report.rows());
    json.put("outcome", report.outcome().written());
    json.put("rules", report.results().stream().map(CheckStep::rule).toList());
    return Json.text(json).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> rule(RuleResult result) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("about", RuleWords.about(result.rule()));
    rule.put("rule", RuleWords.kind(result.rule()));
    rule.put("expected", RuleWords.expected(result.rule()));
    rule.put("outcome", result.outcome().written());
    rule.put("reason", result.reason());
    return rule;
  }
}

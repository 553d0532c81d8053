package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.compat.Change;
import dev.evenkeel.contracts.compat.ContractDiff;
import dev.evenkeel.contracts.compat.Effect;
import dev.evenkeel.contracts.compat.Policy;
import dev.evenkeel.contracts.odcs.Document;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What a change of a contract breaks.
@Command(
    name = "diff",
    description = {
      "Says what a change of a contract does to data that is there (writers) and to code that reads.",
      "Exit code 5 when the policy does not allow it, or the version did not rise enough."
    },
    mixinStandardHelpOptions = true)
final class ContractDiffCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "2..*",
      paramLabel = "FILE",
      description = "Versions of the contract, the oldest first; the last is the new one.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--policy",
      defaultValue = "FULL",
      description =
          "BACKWARD protects data that is there, FORWARD code that reads, FULL both;"
              + " with _TRANSITIVE against every earlier version; NONE only shows."
              + " Default: ${DEFAULT-VALUE}.")
  Policy policy = Policy.FULL;

  @Mixin TolerantMixin reading = new TolerantMixin();

  @Option(names = "--json", description = "Write the changes as JSON.")
  boolean isJson;

  @Option(names = "--markdown", description = "Write a table in Markdown, for a pull request.")
  boolean isMarkdown;

  @Override
  public Integer call() {
    List<Document> documents = new ArrayList<>();
    for (Path file : files) {
      documents.add(ContractText.document(file, reading.isTolerant));
    }
    Document next = documents.getLast();
    List<Document> earlier = documents.subList(0, documents.size() - 1);
    ContractDiff diff = ContractDiff.between(earlier.getLast(), next);
    List<Policy.Breach> breaches = policy.breaches(earlier, next);
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(Json.text(json(diff, breaches)));
    } else if (isMarkdown) {
      markdown(diff, out);
    } else {
      print(diff, breaches, out);
    }
    boolean isRefused = !breaches.isEmpty() || (policy != Policy.NONE && !diff.isBumped());
    return isRefused ? 5 : 0;
  }

  private void print(ContractDiff diff, List<Policy.Breach> breaches, PrintWriter out) {
    if (diff.changes().isEmpty()) {
      out.printf("%s and %s demand and promise the same.%n", diff.from(), diff.to());
      return;
    }
    TextTable table = new TextTable("WHERE", "WHAT", "WRITERS", "READERS");
    for (Change change : diff.changes()) {
      table.add(
          change.path().isEmpty() ? "-" : change.path(),
          change.what(),
          word(change.writers()),
          word(change.readers()));
    }
    table.print(out);
    for (Policy.Breach breach : breaches) {
      out.printf(
          "%n%s: %s (against %s)%n  do: %s%n",
          breach.change().path(),
          breach.change().what(),
          breach.against(),
          breach.change().advice());
    }
    out.println();
    out.printf(
        "%s -> %s: %s change%s.%n",
        diff.from(),
        diff.to(),
        diff.bump().name().toLowerCase(Locale.ROOT),
        diff.isBumped() ? "" : ", and the version did not rise by as much");
    out.println(
        breaches.isEmpty()
            ? "Policy %s allows it.".formatted(policy)
            : "Policy %s does not allow it.".formatted(policy));
  }

  private static String word(Effect effect) {
    return effect.name().toLowerCase(Locale.ROOT);
  }

  private static void markdown(ContractDiff diff, PrintWriter out) {
    out.printf("### %s → %s%n%n", escaped(diff.from()), escaped(diff.to()));
    out.println("| where | what | writers | readers | advice |");
    out.println("|---|---|---|---|---|");
    for (Change change : diff.changes()) {
      out.printf(
          "| %s | %s | %s | %s | %s |%n",
          escaped(change.path()),
          escaped(change.what()),
          word(change.writers()),
          word(change.readers()),
          escaped(change.advice()));
    }
  }

  /// A contract's text is a stranger's: it must not end the cell or become a link.
  private static String escaped(String text) {
    return text.replaceAll("\\p{C}", " ").replaceAll("([\\\\|<>\\[\\]*_~#!&])", "\\\\$1");
  }

  private Map<String, Object> json(ContractDiff diff, List<Policy.Breach> breaches) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", diff.from());
    json.put("to", diff.to());
    json.put("bump", diff.bump().name().toLowerCase(Locale.ROOT));
    json.put("isBumped", diff.isBumped());
    json.put("policy", policy.name());
    json.put("isAllowed", breaches.isEmpty());
    json.put("changes", diff.changes().stream().map(ContractDiffCommand::json).toList());
    json.put(
        "breaches",
        breaches.stream()
            .map(breach -> {
              Map<String, Object> each = json(breach.change());
              each.put("against", breach.against());
              return each;
            })
            .toList());
    return json;
  }

  private static Map<String, Object> json(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", change.path());
    json.put("kind", change.kind());
    json.put("what", change.what());
    json.put("writers", word(change.writers()));
    json.put("readers", word(change.readers()));
    json.put("advice", change.advice());
    return json;
  }
}

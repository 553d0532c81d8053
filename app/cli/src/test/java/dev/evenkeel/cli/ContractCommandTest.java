package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Contracts at the terminal.
class ContractCommandTest {
  private static final String SALES =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.0.0
      schema:
        - name: sales
          properties:
            - {name: id, logicalType: integer, required: true}
            - {name: amount, logicalType: number, required: true}
      """;

  @TempDir Path folder;

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void lintSaysNothingOfTheExamplesContract() throws IOException {
    Path contract = Cli.EXAMPLE.resolve("contracts/listings.odcs.yaml");
    assertThat(contract).isRegularFile();
    Cli.Seen seen = Cli.run("contract", "lint", contract);
    assertThat(seen.out()).isEqualTo("1 contract: 0 errors, 0 warnings\n");
    assertThat(seen.exitCode()).isZero();
  }

  @Test
  void lintTellsEveryFileAndLineAndEndsWithACode() throws IOException {
    Path good = write("good.yaml", SALES);
    Path bad =
        write(
            "bad.yaml",
            SALES.replace(
                "required: true}\n      - {name: amount", "requird: true}\n      - {name: id"));
    Path torn = write("torn.yaml", "a: [");
    Cli.Seen seen = Cli.run("contract", "lint", good, bad, torn);
    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.out())
        .contains("bad.yaml:8:")
        .contains("error: key `requird` is not in the standard here; write `required`")
        .contains("bad.yaml:9:")
        .contains("name of a property `id` stands twice")
        .contains("torn.yaml:1:")
        .contains("3 contracts: 3 errors, 0 warnings");
    assertThat(Cli.run("contract", "lint", "--tolerant", good).exitCode()).isZero();
  }

  @Test
  void lintWritesJson() throws IOException {
    Path bad =
        write(
            "bad.yaml", SALES.replace("requird", "x").replace("kind: DataContract", "kind: Other"));
    Cli.Seen seen = Cli.run("contract", "lint", "--json", bad);
    JsonNode finding =
        Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "out")
            .path(0)
            .path("findings")
            .path(0);
    assertThat(finding.path("pointer").asString()).isEqualTo("/kind");
    assertThat(finding.path("line").asInt()).isEqualTo(2);
    assertThat(seen.exitCode()).isEqualTo(2);
  }

  @Test
  void diffRefusesABreakAndSaysWhatToDo() throws IOException {
    Path old = write("old.yaml", SALES);
    Path next =
        write(
            "next.yaml",
            SALES.replace("number, required: true", "number").replace("1.0.0", "1.1.0"));
    Cli.Seen seen = Cli.run("contract", "diff", old, next);
    assertThat(seen.exitCode()).isEqualTo(5);
    assertThat(seen.out())
        .contains("sales.amount")
        .contains("it may be missing now")
        .contains("do: keep demanding it")
        .contains(
            "sales@1.0.0 -> sales@1.1.0: major change, and the version did not rise by as much")
        .contains("Policy FULL does not allow it.");
    assertThat(Cli.run("contract", "diff", "--policy", "NONE", old, next).exitCode()).isZero();
    Path major = write("major.yaml", Files.readString(next).replace("1.1.0", "2.0.0"));
    assertThat(Cli.run("contract", "diff", "--policy", "BACKWARD", old, major).exitCode()).isZero();
    assertThat(Cli.run("contract", "diff", "--policy", "FORWARD", old, major).exitCode())
        .isEqualTo(5);
  }

  @Test
  void diffWritesJsonAndMarkdown() throws IOException {
    Path old = write("old.yaml", SALES);
    Path next =
        write(
            "next.yaml",
            SALES.replace("{name: amount", "{name: \"a|[x](y)\"").replace("1.0.0", "2.0.0"));
    Cli.Seen json = Cli.run("contract", "diff", "--json", old, next);
    JsonNode tree = Json.parse(json.out().getBytes(StandardCharsets.UTF_8), "out");
    assertThat(tree.path("bump").asString()).isEqualTo("major");
    assertThat(tree.path("isAllowed").asBoolean()).isFalse();
    assertThat(tree.path("breaches").path(0).path("against").asString()).isEqualTo("1.0.0");
    Cli.Seen markdown = Cli.run("contract", "diff", "--markdown", old, next);
    assertThat(markdown.out()).contains("a\\|\\[x\\](y)").contains("| where | what |");
  }

  @Test
  void sayWhenNothingChanged() throws IOException {
    Path old = write("old.yaml", SALES);
    Cli.Seen seen = Cli.run("contract", "diff", old, old);
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).contains("demand and promise the same");
  }

  @Test
  void sayWhenAFileIsMissing() {
    assertThat(Cli.run("contract", "lint", folder.resolve("none.yaml")).exitCode()).isEqualTo(4);
  }

  @Test
  void testTellsEachBrokenRuleAndWritesReports() throws IOException {
    Path contract =
        write("sales.yaml", SALES + "    quality: [{type: text, description: rows are sorted}]\n");
    Path data = write("sales.csv", "id,amount\n1,2.5\n2,\nx,3\n");
    Path junit = folder.resolve("junit.xml");
    Cli.Seen seen = Cli.run("contract", "test", contract, "--data", data, "--junit", junit);
    assertThat(seen.exitCode()).isEqualTo(3);
    assertThat(seen.out())
        .contains("failed", "HasType", "1 row breaks it")
        .contains("not-executable", "it is a text for people")
        .contains("sales@1.0.0, sales: 3 rows, 2 failed, 4 passed, 1 not-executable.");
    assertThat(junit).content().contains("tests=\"7\" failures=\"2\" errors=\"0\" skipped=\"1\"");
    Cli.Seen json = Cli.run("contract", "test", contract, "--data", "sales=" + data, "--json");
    JsonNode run = Json.parse(json.out().getBytes(StandardCharsets.UTF_8), "out");
    assertThat(run.path("result").asString()).isEqualTo("failed");
    assertThat(run.path("checks").size()).isEqualTo(7);
    assertThat(run.path("checks").path(2).path("type").asString()).isEqualTo("field_type");
    write("sales.csv", "id,amount\n1,2.5\n");
    assertThat(Cli.run("contract", "test", contract, "--data", data).exitCode()).isZero();
    assertThat(Cli.run("contract", "test", contract, "--data", "other=" + data).exitCode())
        .isEqualTo(4);
  }

  @Test
  void testSplitsBadRowsOffWithTheirReasons() throws IOException {
    Path contract =
        write(
            "sales.yaml",
            SALES.replace("integer, required", "integer, classification: secret, required"));
    Path data = write("sales.csv", "id,amount\n1,2.5\n2,\nx,\n");
    Path bad = folder.resolve("bad/rows");
    Cli.Seen seen = Cli.run("contract", "test", contract, "--data", data, "--quarantine", bad);
    assertThat(seen.exitCode()).isEqualTo(3);
    assertThat(seen.out()).contains("2 bad rows are in " + bad.resolve("sales.csv"));
    assertThat(bad.resolve("sales.csv"))
        .content()
        .isEqualTo(
            """
            id,amount,~reasons
            ***,,amount: is missing
            ***,,id: is not of type integer; amount: is missing
            """);
    Cli.run("contract", "test", contract, "--data", data, "--quarantine", bad, "--unmasked");
    assertThat(bad.resolve("sales.csv")).content().contains("x,,id:");
  }
}

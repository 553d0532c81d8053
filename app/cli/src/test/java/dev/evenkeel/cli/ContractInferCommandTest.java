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

/// A first contract at the terminal.
class ContractInferCommandTest {
  @TempDir Path folder;

  private Path sales() throws IOException {
    StringBuilder rows = new StringBuilder("id,amount,email\n");
    for (int id = 1; id <= 30; id++) {
      rows.append(id).append(',').append(id * 1.5).append(",a").append(id).append("@example.org\n");
    }
    return Files.writeString(folder.resolve("sales.csv"), rows);
  }

  @Test
  void draftsAContractThatTheOtherCommandsTake() throws IOException {
    Path data = sales();
    Path contract = folder.resolve("sales.odcs.yaml");

    Cli.Seen seen = Cli.run("contract", "infer", data, "-o", contract, "--name", "Sales");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("amount", "number", "primaryKey", "a draft from 30 rows");
    assertThat(contract).content().contains("id: sales", "name: Sales", "status: draft");
    assertThat(Cli.run("contract", "lint", contract).out())
        .isEqualTo("1 contract: 0 errors, 0 warnings\n");
    assertThat(Cli.run("contract", "test", contract, "--data", data).exitCode()).isZero();
    Files.writeString(data, "id,amount,email\n1,2,nobody\n1,-1,a@example.org\n");
    assertThat(Cli.run("contract", "test", contract, "--data", data).exitCode()).isEqualTo(3);
  }

  @Test
  void writesOverNothingUnlessForced() throws IOException {
    Path data = sales();
    Path contract = Files.writeString(folder.resolve("mine.yaml"), "mine");

    Cli.Seen refused = Cli.run("contract", "infer", data, "-o", contract);

    assertThat(refused.exitCode()).isEqualTo(5);
    assertThat(refused.err()).contains("--force");
    assertThat(contract).hasContent("mine");
    assertThat(Cli.run("contract", "infer", data, "-o", contract, "--force").exitCode()).isZero();
    assertThat(contract).content().contains("kind: DataContract");
  }

  @Test
  void writesTheContractToTheTerminalAndJsonForPrograms() throws IOException {
    Path data = sales();
    Path other = Files.writeString(folder.resolve("a=b.csv"), "x\n1\n");

    Cli.Seen yaml = Cli.run("contract", "infer", "orders=" + data, other, "--id", "shop");
    Cli.Seen json = Cli.run("contract", "infer", data, "--json");

    assertThat(yaml.out())
        .startsWith("apiVersion: v3.2.0")
        .contains("name: orders", "name: \"a=b\"");
    JsonNode tree = Json.parse(json.out().getBytes(StandardCharsets.UTF_8), "out");
    assertThat(tree.path("rows").asLong()).isEqualTo(30);
    assertThat(
            tree.path("objects")
                .path(0)
                .path("properties")
                .path(0)
                .path("inferred")
                .has("required"))
        .isTrue();
    assertThat(Cli.run("contract", "infer", data, data).exitCode()).isEqualTo(2);
    assertThat(Cli.run("contract", "infer", folder.resolve("none.csv")).exitCode()).isEqualTo(4);
  }
}

package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Results over time at the terminal.
class ContractHistoryCommandTest {
  @TempDir Path folder;

  private Path contract() throws IOException {
    return Files.writeString(
        folder.resolve("c.yaml"),
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: sales
        version: 1.0.0
        schema:
          - name: sales
            properties: [{name: id, logicalType: integer, required: true}, {name: note}]
        """);
  }

  private Cli.Seen test(Path contract, Path history, int rows, boolean isBad) throws IOException {
    StringBuilder text = new StringBuilder("id,note\n");
    for (int row = 0; row < rows; row++) {
      text.append(isBad && row == 0 ? "x" : row).append(',').append(isBad ? "" : "n").append('\n');
    }
    Path data = Files.writeString(folder.resolve("d.csv"), text);
    return Cli.run("contract", "test", contract, "--data", data, "--history", history);
  }

  @Test
  void saysWhatIsOddAndShowsEachRuleOverTime() throws IOException {
    Path contract = contract();
    Path history = Files.createDirectory(folder.resolve("results"));
    for (int day = 0; day < 10; day++) {
      Cli.Seen usual = test(contract, history, 100 + day % 2, false);
      assertThat(usual.exitCode()).as(usual.err()).isZero();
      assertThat(usual.out()).doesNotContain("odd");
    }

    Cli.Seen odd = test(contract, history, 20, true);

    assertThat(odd.exitCode()).isEqualTo(3);
    assertThat(odd.out())
        .contains("sales is odd: 20 rows; the 10 runs before had about 101.")
        .contains("100.00 % of `note` are missing");
    Path file = history.resolve("sales.results.jsonl");
    Cli.Seen shown = Cli.run("contract", "history", file);
    assertThat(shown.out())
        .contains("sales: 11 runs", "..........F  1", "id HasType", "▁▁▁▁▁▁▁▁▁▁█", "██████████▂")
        .contains("Odd: 20 rows")
        .doesNotContain("id Required");
    assertThat(Cli.run("contract", "history", file, "--all").out()).contains("id Required");
    JsonNode json =
        Json.parse(
            Cli.run("contract", "history", file, "--json", "--last", "2")
                .out()
                .getBytes(StandardCharsets.UTF_8),
            "out");
    assertThat(json.path(0).path("runs").size()).isEqualTo(2);
    assertThat(json.path(0).path("odd").path(0).path("median").asDouble()).isEqualTo(100.5);
  }

  @Test
  void saysThatFewRunsTellNothing() throws IOException {
    Path contract = contract();
    Path history = folder.resolve("h.jsonl");
    assertThat(test(contract, history, 1000, false).exitCode()).isZero();
    assertThat(test(contract, history, 1, false).out()).doesNotContain("odd");

    assertThat(Cli.run("contract", "history", history).out())
        .contains("What is odd is judged from 10 earlier runs on.");
    assertThat(Cli.run("contract", "history", folder.resolve("none")).exitCode()).isEqualTo(4);
    assertThat(Cli.run("contract", "history", history, "--object", "x").exitCode()).isEqualTo(4);
    assertThat(Cli.run("contract", "history", history, "--last", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void drawsNumbersAsBars() {
    assertThat(Sparkline.of(List.of(0.0, 1.0, 7.0))).isEqualTo("▁▂█");
    assertThat(Sparkline.of(List.of(0.0, 0.0))).isEqualTo("▁▁");
    assertThat(Sparkline.of(List.of())).isEmpty();
  }
}

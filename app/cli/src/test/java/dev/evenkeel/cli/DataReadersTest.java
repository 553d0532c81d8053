package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Versions, read by what people have.
@Timeout(300)
class DataReadersTest {
  private static final Path SCRIPT =
      Path.of("src/test/python/readers/over_http.py").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void pandasPolarsAndDuckDbReadExactlyTheVersionThatIsNamed()
      throws IOException, InterruptedException {
    Path python =
        TestPython.with("duckdb", "duckdb_extension_httpfs", "pandas", "polars", "pyarrow");
    Path contract =
        Files.writeString(
            folder.resolve("sales.odcs.yaml"),
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: sales
            version: 1.0.0
            schema:
              - name: sales
                properties:
                  - {name: id, logicalType: integer, required: true}
                  - {name: price, logicalType: number}
            """);
    try (Evenkeel evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system())) {
      String[] batches = {"1,10.5\n2,\n", "3,30\n", "4,40\n"};
      for (int batch = 0; batch < batches.length; batch++) {
        Path file =
            Files.writeString(folder.resolve(batch + ".csv"), "id,price\n" + batches[batch]);
        Cli.Seen seen =
            Cli.at(evenkeel.address(), "data", "ingest", "sales", file, "--contract", contract);
        assertThat(seen.exitCode()).as(seen.err()).isZero();
      }
      TestPython.run(
          python,
          folder,
          SCRIPT,
          evenkeel.address().toString(),
          "sales@2",
          "[[1, 10.5], [2, null], [3, 30.0]]");
    }
  }
}

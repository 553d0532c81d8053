package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Versions, read by what people have.
@Timeout(300)
class DataReadersTest {
  private static final Path SCRIPTS = Path.of("src/test/python/readers").toAbsolutePath();

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Evenkeel start() {
    return Evenkeel.start(new ServerConfiguration(home(), 0, "", "", ""), Clock.system());
  }

  private void publish(Evenkeel evenkeel) throws IOException {
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
    String[] batches = {"1,10.5\n2,\n", "3,30\n", "4,40\n"};
    for (int batch = 0; batch < batches.length; batch++) {
      Path file = Files.writeString(folder.resolve(batch + ".csv"), "id,price\n" + batches[batch]);
      Cli.Seen seen =
          Cli.at(evenkeel.address(), "data", "ingest", "sales", file, "--contract", contract);
      assertThat(seen.exitCode()).as(seen.err()).isZero();
    }
  }

  @Test
  void pandasPolarsAndDuckDbReadExactlyTheVersionThatIsNamed()
      throws IOException, InterruptedException {
    Path python =
        TestPython.with("duckdb", "duckdb_extension_httpfs", "pandas", "polars", "pyarrow");
    try (Evenkeel evenkeel = start()) {
      publish(evenkeel);

      TestPython.run(
          python,
          folder,
          SCRIPTS.resolve("over_http.py"),
          evenkeel.address().toString(),
          "sales@2",
          "[[1, 10.5], [2, null], [3, 30.0]]");
    }
  }

  @Test
  void pyIcebergAndDuckDbReadExactlyTheVersionThatIsPinned()
      throws IOException, InterruptedException {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_ICEBERG",
            SCRIPTS.resolveSibling("interop/iceberg.txt"),
            "duckdb_ext",
            "pyiceberg",
            "pyarrow",
            "s3fs");
    try (Evenkeel evenkeel = start()) {
      publish(evenkeel);
    }
    atHome("user", "add", "root", "--role", "admin");
    atHome("user", "add", "vera", "--role", "viewer", "--project", "default");
    String token = atHome("token", "create", "ci", "--user", "vera").path("token").asString("");
    try (Evenkeel evenkeel = start()) {
      TestPython.run(
          python,
          folder,
          SCRIPTS.resolve("over_iceberg.py"),
          evenkeel.address().toString(),
          token,
          """
          {"v1": [[1, 10.5], [2, null]], "v2": [[1, 10.5], [2, null], [3, 30.0]]}\
          """);
    }
  }

  private JsonNode atHome(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--home", home()));
    Cli.Seen seen = Cli.run(all.toArray());
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the answer");
  }
}

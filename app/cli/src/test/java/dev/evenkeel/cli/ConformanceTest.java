package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.conformance.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Every promise that the conformance kit knows is kept, those that are only recommended too.
@Timeout(180)
class ConformanceTest {
  @TempDir static Path folder;
  private static ServedModels served;

  @BeforeAll
  static void start() throws IOException {
    served = ServedModels.start(folder);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  /// What a model has no part in may be not offered; it is listed, so that nothing else is missed.
  @ParameterizedTest
  @CsvSource({
    ServedModels.TREES + ",",
    ServedModels.CLASSES + ",",
    ServedModels.MATRIX + ",",
    ServedModels.HOMES + ",binary.raw"
  })
  void keepsEveryPromiseOverHttpAndGrpc(String model, String notOffered) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exitCode =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            served.address().toString(),
            "--model",
            model,
            "--grpc",
            served.authority(),
            "--strict",
            "--json");

    JsonNode report = Json.parse(out.toByteArray(), "the report");
    assertThat(broken(report)).as(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(named(report, "not offered"))
        .isEqualTo(notOffered == null ? Set.of() : Set.of(notOffered));
    assertThat(named(report, "passed")).hasSizeGreaterThan(70).contains("grpc.infer.raw");
  }

  private static List<String> broken(JsonNode report) {
    List<String> broken = new ArrayList<>();
    for (JsonNode check : report.path("checks")) {
      if (check.path("outcome").asString().equals("failed")) {
        broken.add(check.path("name").asString() + ": " + check.path("reason").asString());
      }
    }
    return broken;
  }

  private static Set<String> named(JsonNode report, String outcome) {
    Set<String> names = new TreeSet<>();
    for (JsonNode check : report.path("checks")) {
      if (check.path("outcome").asString().equals(outcome)) {
        names.add(check.path("name").asString());
      }
    }
    return names;
  }
}

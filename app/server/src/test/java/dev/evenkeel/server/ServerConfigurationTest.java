package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runtimes.PythonSettings;
import dev.evenkeel.serving.Sampling;
import dev.evenkeel.sources.SqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigurationTest {
  @TempDir Path home;

  private void file(String yaml) throws IOException {
    Files.writeString(home.resolve(ServerConfiguration.FILE), yaml);
  }

  private Problem problem(Map<String, String> environment) {
    return catchThrowableOfType(
            ProblemException.class, () -> ServerConfiguration.read(home, environment))
        .problem();
  }

  @Test
  void nothingSetIsSqliteOnPort8080() {
    assertThat(ServerConfiguration.read(home, Map.of("PATH", "/bin")))
        .isEqualTo(new ServerConfiguration(home, 8080, "", "", ""));
  }

  @Test
  void theFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws Exception {
    file("port: 1\ndatabase:\n  url: jdbc:postgresql://file/x\n  user: me\n  password: p\n");

    ServerConfiguration read =
        ServerConfiguration.read(
            home, Map.of("EVENKEEL_PORT", "2", "EVENKEEL_DATABASE_URL", "jdbc:postgresql://env/x"));

    assertThat(read)
        .isEqualTo(new ServerConfiguration(home, 2, "jdbc:postgresql://env/x", "me", "p"));
    assertThat(read.withPort(3).port()).isEqualTo(3);
  }

  @Test
  void anUnknownKeyStopsTheStartAndNamesTheNearest() throws Exception {
    file("prot: 8080\n");
    assertThat(problem(Map.of()).toString()).contains("prot").contains("port");

    file("database:\n  ulr: x\n");
    assertThat(problem(Map.of()).toString()).contains("ulr").contains("url");
  }

  @Test
  void anUnknownVariableStopsTheStartAndNamesTheNearest() {
    Problem problem = problem(Map.of("EVENKEEL_PROT", "8080"));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what()).contains("EVENKEEL_PROT");
    assertThat(problem.remedy()).isEqualTo("did you mean `EVENKEEL_PORT`?");
  }

  @Test
  void aPortThatCannotBeIsRefusedWhereverItIsSet() throws Exception {
    assertThat(problem(Map.of("EVENKEEL_PORT", "http")).what()).contains("http");
    assertThat(problem(Map.of("EVENKEEL_PORT", "65536")).what()).contains("65536");
    file("port: -1\n");
    assertThat(problem(Map.of()).kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    file("port: many\n");
    assertThat(problem(Map.of()).toString()).contains("many");
  }

  @Test
  void howLongClientsAreWaitedForCanBeSet() throws Exception {
    file(
        """
        connections:
          most: 10
          patience: 3s
          idle: 60s
          bytesPerSecond: 100
          chunkBytesMax: 200
          bodyBytesMax: 300
        """);

    assertThat(ServerConfiguration.read(home, Map.of()).connections())
        .isEqualTo(
            new ConnectionSettings(
                10, Duration.ofSeconds(3), Duration.ofMinutes(1), 100, 200, 300));
    file("connections:\n  most: 0\n");
    assertThat(problem(Map.of()).toString()).contains("most", "a number from 1");
  }

  @Test
  void pythonIsSwitchedOffByOneWord() throws Exception {
    file("runtimes:\n  python: off\n");

    assertThat(ServerConfiguration.read(home, Map.of()).python().on()).isFalse();
    assertThat(
            ServerConfiguration.read(home, Map.of("EVENKEEL_RUNTIMES_PYTHON", "on")).python().on())
        .isTrue();
    assertThat(problem(Map.of("EVENKEEL_RUNTIMES_PYTHON", "perhaps")).toString())
        .contains("perhaps", "on or off");
  }

  @Test
  void pythonIsSetByItsOwnKeys() throws Exception {
    file(
        """
        runtimes:
          python:
            workers: 3
            memory: 1GiB
            timeout: 5s
            interpreter: /opt/python/bin/python
            index: https://packages.example.org/simple
        """);

    assertThat(ServerConfiguration.read(home, Map.of()).python())
        .isEqualTo(
            new PythonSettings(
                true,
                3,
                1L << 30,
                Duration.ofSeconds(5),
                Optional.of(Path.of("/opt/python/bin/python")),
                "https://packages.example.org/simple"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python: {worker: 3}",
        "python: {workers: 0}",
        "python: {memory: 3}",
        "python: {memory: 1MiB}",
        "python: {timeout: soon}",
        "python: {timeout: 0s}",
        "python: maybe",
        "pyton: on"
      })
  void whatPythonCannotBeSetToIsRefusedWithItsPlace(String section) throws Exception {
    file("runtimes:\n  " + section + "\n");

    assertThat(problem(Map.of()).where()).contains(ServerConfiguration.FILE);
  }

  @Test
  void originsAndSamplingAreRead() throws Exception {
    file(
        """
        cors:
          origins: [https://shop.example, http://localhost:3000]
        predictionLog:
          featuresPerSecond: 10
          featuresShare: 0.5
        """);

    EndpointSettings read = ServerConfiguration.read(home, Map.of()).endpoints();

    assertThat(read.origins()).containsExactly("https://shop.example", "http://localhost:3000");
    assertThat(read.sampling()).isEqualTo(new Sampling(10, 0.5));
    for (String origin : List.of("*", "shop.example", "https://shop.example/", "https://*/x", "")) {
      file("cors:\n  origins: ['%s']\n".formatted(origin));
      assertThat(problem(Map.of()).where()).as(origin).contains("cors");
    }
  }

  @Test
  void blobsAreInTheHomeUnlessAPlaceIsNamed() throws Exception {
    assertThat(ServerConfiguration.read(home, Map.of()).blobs()).isEqualTo(BlobSettings.LOCAL);
    file("blobs: {s3: {bucket: models, prefix: a/b, region: eu-central-1}}\n");
    assertThat(ServerConfiguration.read(home, Map.of()).blobs().place()).isPresent();
    for (String section :
        List.of("{}", "{s4: {bucket: models}}", "{s3: {bucket: models, buckt: x}}", "{s3: {}}")) {
      file("blobs: " + section + "\n");
      assertThat(problem(Map.of()).where()).as(section).contains(ServerConfiguration.FILE);
    }
    file("blobs: {s4: {bucket: models}}\n");
    assertThat(problem(Map.of()).toString()).contains("s4", "s3");
  }

  @Test
  void tablesAreInTheHomeUnlessAPlaceIsNamed() throws Exception {
    assertThat(ServerConfiguration.read(home, Map.of()).warehouse())
        .isEqualTo(WarehouseSettings.LOCAL);
    file("warehouse: {cacheBytesMax: 1000, s3: {bucket: tables}}\n");
    WarehouseSettings read = ServerConfiguration.read(home, Map.of()).warehouse();
    assertThat(read.place()).isPresent();
    assertThat(read.cacheBytesMax()).isEqualTo(1_000);
    assertThat(read.compactAbove()).isEqualTo(50);
    file("warehouse: {compactAbove: 0}\n");
    read = ServerConfiguration.read(home, Map.of()).warehouse();
    assertThat(read.place()).isEmpty();
    assertThat(read.compactAbove()).isZero();
    for (String section :
        List.of(
            "{}",
            "{cacheBytesMax: 1000}",
            "{cacheBytesMax: 0, s3: {bucket: tables}}",
            "{s4: {bucket: tables}}",
            "{compactAbove: 1}",
            "{compactAbove: 20000}",
            "{compactAbove: often}",
            "{compactAbove: 20, cacheBytesMax: 1000}",
            "{cache: 1, s3: {bucket: tables}}")) {
      file("warehouse: " + section + "\n");
      assertThat(problem(Map.of()).where()).as(section).contains(ServerConfiguration.FILE);
    }
  }

  @Test
  void sourcesAreNothingOfThisMachineUnlessTheyAreNamed() throws Exception {
    assertThat(ServerConfiguration.read(home, Map.of()).sources()).isEqualTo(SourceSettings.NONE);
    file(
        """
        sources:
          bytesMax: 1000
          folders: [/data/in]
          databases:
            shop: {url: "jdbc:postgresql://db/shop", user: reader, passwordFrom: SHOP_PASSWORD}
        """);
    SourceSettings read =
        ServerConfiguration.read(home, Map.of("SHOP_PASSWORD", "secret")).sources();
    assertThat(read.bytesMax()).isEqualTo(1_000);
    assertThat(read.folders()).containsExactly(Path.of("/data/in"));
    assertThat(read.databases())
        .containsEntry("shop", new SqlConnection("jdbc:postgresql://db/shop", "reader", "secret"));
    assertThat(read.toString()).doesNotContain("secret");
    assertThat(problem(Map.of()).what()).contains("no variable `SHOP_PASSWORD`");
    for (String section :
        List.of(
            "{bytesMax: 0}",
            "{folder: [/x]}",
            "{databases: {a: {url: 'http://x'}}}",
            "{databases: {a: {url: 'jdbc:x', password: y}}}")) {
      file("sources: " + section + "\n");
      assertThat(problem(Map.of()).where()).as(section).contains(ServerConfiguration.FILE);
    }
  }

  @Test
  void theRoleIsThatOfTheFlagThenOfTheEnvironmentThenOfTheFile() throws Exception {
    file("role: server\n");

    ServerConfiguration read = ServerConfiguration.read(home, Map.of());

    assertThat(read.node().role()).isEqualTo(NodeRole.SERVER);
    assertThat(ServerConfiguration.read(home, Map.of("EVENKEEL_ROLE", "all")).node().role())
        .isEqualTo(NodeRole.ALL);
    assertThat(read.withRole("worker").node().role()).isEqualTo(NodeRole.WORKER);
  }

  @Test
  void aRoleThatThereIsNotStopsTheStart() throws Exception {
    file("role: boss\n");

    Problem problem = problem(Map.of());

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.toString()).contains("boss").contains("/role").contains("server, worker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"database", "blobs", "warehouse", "secrets"})
  void whoeverSharesWorkMustShareWhatItIsAbout(String missing) throws Exception {
    Map<String, String> sections =
        Map.of(
            "database", "database: {url: \"jdbc:postgresql://db/x\"}\n",
            "blobs", "blobs: {folder: {path: /mnt/x}}\n",
            "warehouse", "warehouse: {folder: {path: /mnt/x}}\n",
            "secrets", "secrets: {key: aaaa}\n");
    StringBuilder all = new StringBuilder();
    sections.forEach((name, text) -> all.append(name.equals(missing) ? "" : text));
    file(all.toString());
    ServerConfiguration read = ServerConfiguration.read(home, Map.of());

    Problem problem =
        catchThrowableOfType(ProblemException.class, () -> NodeRole.WORKER.demandShared(read))
            .problem();

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.where()).contains("/" + missing);
    NodeRole.ALL.demandShared(read);
  }
}

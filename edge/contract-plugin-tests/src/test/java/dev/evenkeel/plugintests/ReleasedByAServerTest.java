package dev.evenkeel.plugintests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `check` against what a real server has: the contract of a dataset, and the one under which a
/// version of it was published, which is an older one.
@Timeout(300)
class ReleasedByAServerTest {
  private static final String ID = "{name: id, logicalType: integer, required: true}";
  private static final String PRICE = "{name: price, logicalType: number}";
  private static final String NOTE = "{name: note, logicalType: string}";
  private static final String OTHER = "{name: other, logicalType: string}";

  private static final String PUBLISHED = contract("1.0.0", ID, PRICE);
  private static final String CURRENT = contract("1.1.0", ID, PRICE, NOTE);

  private static final String OF_DATASET = "sales/contract";
  private static final String OF_VERSION = "sales/versions/1/contract";

  private static final Map<String, Project> PROJECTS =
      Map.of(
          "contract-extended",
          new Project(OF_DATASET, contract("1.2.0", ID, PRICE, NOTE, OTHER)),
          "contract-broken",
          new Project(OF_DATASET, contract("2.0.0", ID, PRICE)),
          "version-extended",
          new Project(OF_VERSION, contract("1.1.0", ID, PRICE, OTHER)),
          "version-broken",
          new Project(OF_VERSION, contract("2.0.0", ID)),
          "unknown-dataset",
          new Project("purchases/contract", PUBLISHED),
          "unknown-version",
          new Project("sales/versions/7/contract", PUBLISHED));

  /// @param released below the datasets of the server
  /// @param contract that it works on
  private record Project(String released, String contract) {}

  @TempDir private Path folder;

  private static String contract(String version, String... properties) {
    return """
    apiVersion: v3.2.0
    kind: DataContract
    id: sales
    version: %s
    status: active
    schema:
      - name: sales
        logicalType: object
        properties: [%s]
    """
        .formatted(version, String.join(", ", properties));
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Evenkeel start() {
    return Evenkeel.start(new ServerConfiguration(home(), 0, "", "", ""), Clock.system());
  }

  @Test
  void isComparedWithOrWithoutSignIn() throws Exception {
    BuiltMaven maven = BuiltMaven.in(folder);
    try (Evenkeel open = start()) {
      publish(open.address());
      projects(open.address());

      judges(maven.verify(Map.of()));
    }
    command("user", "add", "root", "--role", "admin", "--home", home());
    command("user", "add", "vera", "--role", "viewer", "--project", "default", "--home", home());
    String token =
        Json.parse(
                command("token", "create", "ci", "--user", "vera", "--json", "--home", home())
                    .getBytes(StandardCharsets.UTF_8),
                "the answer")
            .path("token")
            .asString("");
    try (Evenkeel guarded = start()) {
      String address = guarded.address().toString();
      projects(guarded.address());

      judges(maven.verify(Map.of("EVENKEEL_TOKEN", token, "EVENKEEL_SERVER", address)));
      assertThat(refusals(maven.verify(Map.of())))
          .allSatisfy(said ->
              assertThat(said).contains("answered 401", "set EVENKEEL_TOKEN to a token of it"));
      assertThat(
              refusals(
                  maven.verify(
                      Map.of("EVENKEEL_TOKEN", token, "EVENKEEL_SERVER", "https://a.example"))))
          .allSatisfy(
              said -> assertThat(said).contains("answered 401", "it is for https://a.example"));
    }
  }

  private static void judges(String output) {
    Map<String, String> failures = BuiltMaven.failures(output);
    assertThat(failures)
        .as(output)
        .containsOnlyKeys(
            "contract-broken", "version-broken", "unknown-dataset", "unknown-version");
    assertThat(failures.get("contract-broken"))
        .contains("sales, sales.note: `note` is gone", "against 1.1.0");
    assertThat(failures.get("version-broken"))
        .contains("sales, sales.price: `price` is gone", "against 1.0.0");
    assertThat(failures.get("unknown-dataset")).contains("the server answered 404", "purchases");
    assertThat(failures.get("unknown-version")).contains("the server answered 404", "versions/7");
  }

  private static List<String> refusals(String output) {
    Map<String, String> failures = BuiltMaven.failures(output);
    assertThat(failures).as(output).containsOnlyKeys(PROJECTS.keySet());
    return List.copyOf(failures.values());
  }

  private void publish(URI server) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("sales.csv"), "id,price\n1,10.5\n2,\n");
    Path contract = Files.writeString(folder.resolve("published.odcs.yaml"), PUBLISHED);
    command("data", "ingest", "sales", file, "--contract", contract, "--server", server);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.resolve("/api/v1/datasets/" + OF_DATASET))
              .header("Content-Type", "application/yaml")
              .PUT(BodyPublishers.ofString(CURRENT))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isLessThan(300);
    }
  }

  private static String command(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), "dev.evenkeel.cli.Main"));
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out + err).isZero();
    return out;
  }

  private void projects(URI server) throws IOException {
    StringBuilder modules = new StringBuilder();
    for (Map.Entry<String, Project> each : PROJECTS.entrySet()) {
      Path project = folder.resolve(each.getKey());
      Path contracts = Files.createDirectories(project.resolve("src/main/contracts"));
      Files.writeString(contracts.resolve("sales.odcs.yaml"), each.getValue().contract());
      Files.writeString(
          project.resolve("pom.xml"),
          """
          <project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>
            <artifactId>%s</artifactId><version>1</version><packaging>pom</packaging>
            <build><plugins><plugin>
              <groupId>dev.evenkeel</groupId><artifactId>contract-maven-plugin</artifactId>
              <version>0.1.0</version>
              <executions><execution><goals><goal>check</goal></goals></execution></executions>
              <configuration><released><contract>%s</contract></released></configuration>
            </plugin></plugins></build></project>
          """
              .formatted(
                  each.getKey(), server.resolve("/api/v1/datasets/" + each.getValue().released())));
      modules.append("<module>%s</module>".formatted(each.getKey()));
    }
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>
          <artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
          <modules>%s</modules></project>
        """
            .formatted(modules));
  }
}

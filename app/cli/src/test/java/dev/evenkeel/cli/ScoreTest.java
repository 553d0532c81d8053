package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A whole file is scored by one line.
@Timeout(180)
class ScoreTest {
  private static final Path HOUSES = Cli.EXAMPLE.resolve("data/house.csv.gz");

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void aHome() {
    home = folder.resolve("home");
  }

  private Path model() throws IOException {
    return Files.writeString(folder.resolve("wine.json"), TreeFile.of(List.of("x"), 2));
  }

  private Path rows(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private Evenkeel start() {
    return Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
  }

  private static JsonNode predict(Evenkeel evenkeel, String model, List<JsonNode> instances)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("%s/v1/models/%s:predict".formatted(evenkeel.address(), model)))
            .POST(HttpRequest.BodyPublishers.ofString(Json.text(Map.of("instances", instances))))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Json.parse(
          client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body(), "the answer");
    }
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> read = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      read.add(Json.parse(line.getBytes(StandardCharsets.UTF_8), file.toString()));
    }
    return read;
  }

  @Test
  void aFileScoresAFileWithoutAHome() throws IOException {
    Path to = folder.resolve("out.jsonl");

    Cli.Seen seen =
        Cli.run(
            "score",
            model(),
            rows("id,x\na,0.2\nb,\n"),
            to,
            "--labels",
            "poor,good",
            "--json",
            "--home",
            home);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    JsonNode facts = Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the summary");
    assertThat(facts.path("model").stringValue()).isEqualTo("wine");
    assertThat(facts.path("version").stringValue()).matches("sha256:[0-9a-f]{12}");
    assertThat(facts.path("scored").intValue()).isEqualTo(2);
    assertThat(lines(to))
        .extracting(
            line -> line.path("id").stringValue() + line.path("prediction_label").stringValue())
        .containsExactly("apoor", "bgood");
    assertThat(home).doesNotExist();
  }

  @Test
  void answersAreThoseOfTheEndpointBitForBit() throws IOException, InterruptedException {
    ExampleModel example = ExampleModel.read();
    Path file = Files.writeString(folder.resolve("m.json"), example.file());
    Path to = folder.resolve("out.jsonl");
    ServedModel served = new ServedModel(file.toString(), null, List.of(), Cli.EXAMPLE);
    try (Evenkeel evenkeel = start()) {
      ModelVersion version = served.deploy(evenkeel).version();
      List<String> inputs =
          version.description().signature().inputs().stream().map(Property::name).toList();

      Cli.Seen seen =
          Cli.run(
              "score",
              "home-sales@champion",
              HOUSES,
              to,
              "--server",
              evenkeel.address(),
              "--on-error",
              "quarantine",
              "--batch-size",
              100);

      assertThat(seen.exitCode()).as(seen.err()).isIn(0, 3);
      List<JsonNode> scored = lines(to).subList(0, 1_500);
      JsonNode asked = predict(evenkeel, "home-sales", only(inputs, scored)).path("predictions");
      assertThat(asked.size()).isEqualTo(scored.size());
      for (int row = 0; row < scored.size(); row++) {
        JsonNode expected = asked.path(row);
        JsonNode got = scored.get(row);
        assertThat(got.path("prediction_label")).isEqualTo(expected.path("label"));
        assertThat(got.path("prediction_probability").doubleValue())
            .isEqualTo(expected.path("probability").doubleValue());
        for (String label : example.labels()) {
          assertThat(got.path("probability_" + label).doubleValue())
              .isEqualTo(expected.path("probabilities").path(label).doubleValue());
        }
        assertThat(got.path("model_version")).isEqualTo(expected.path("version"));
      }
    }
  }

  private static List<JsonNode> only(List<String> inputs, List<JsonNode> rows) {
    List<JsonNode> instances = new ArrayList<>();
    for (JsonNode row : rows) {
      var instance = Json.mapper().createObjectNode();
      inputs.forEach(input -> instance.set(input, row.path(input)));
      instances.add(instance);
    }
    return instances;
  }

  @Test
  void whatTheEndpointRefusesIsSetAsideAndTheRestIsScored()
      throws IOException, InterruptedException {
    ExampleModel example = ExampleModel.read();
    Path file = Files.writeString(folder.resolve("m.json"), example.file());
    JsonNode good =
        Json.parse(example.body().getBytes(StandardCharsets.UTF_8), "").path("instances").path(0);
    String named = good.propertyNames().iterator().next();
    var bad = Json.mapper().createObjectNode();
    good.propertyStream().forEach(entry -> bad.set(entry.getKey(), entry.getValue()));
    bad.put(named, "far too much");
    Path from =
        Files.writeString(folder.resolve("in.jsonl"), "%s\n%s\n%s\n".formatted(good, bad, good));
    Path to = folder.resolve("out.csv");
    try (Evenkeel evenkeel = start()) {
      new ServedModel(file.toString(), null, List.of(), Cli.EXAMPLE).deploy(evenkeel);

      JsonNode refused = predict(evenkeel, "home-sales", List.of(bad));
      Cli.Seen stopped =
          Cli.run(
              "score", "home-sales@1", from, to, "--server", evenkeel.address(), "--allow-missing");
      Cli.Seen seen =
          Cli.run(
              "score",
              "home-sales@1",
              from,
              to,
              "--server",
              evenkeel.address(),
              "--allow-missing",
              "--on-error",
              "quarantine");

      assertThat(refused.path("status").intValue()).isEqualTo(422);
      assertThat(stopped.exitCode()).isEqualTo(2);
      assertThat(stopped.err()).contains("row 2 cannot be scored: `%s`".formatted(named));
      assertThat(seen.exitCode()).as(seen.err()).isEqualTo(3);
      assertThat(seen.out()).contains("Scored 2 rows").contains("Set aside 1 rows");
      JsonNode rejected = lines(folder.resolve("out.rejected.jsonl")).getFirst();
      assertThat(rejected.path("row").intValue()).isEqualTo(2);
      assertThat(rejected.path("errors").path(0).path("rule"))
          .isEqualTo(refused.path("errors").path(0).path("rule"));
      assertThat(rejected.path("values")).isEqualTo(bad);
    }
  }

  @Test
  void aVersionOfTheHomeIsNamedInEveryWayThatPeopleWrite() throws IOException {
    try (Evenkeel evenkeel = start()) {
      new ServedModel(model().toString(), null, List.of(), null).deploy(evenkeel);

      Cli.Seen held = score("wine@champion", "held.csv");

      assertThat(held.exitCode()).isEqualTo(5);
      assertThat(held.err()).contains("a server holds this home").contains("--server");
    }
    for (String reference :
        List.of("wine@champion", "wine@1", "wine/1", "models:/wine@champion", "models:/wine/1")) {
      Path to = folder.resolve("out.csv");

      Cli.Seen seen = score(reference, "out.csv");

      assertThat(seen.exitCode()).as(reference + seen.err()).isZero();
      assertThat(Files.readAllLines(to).get(1)).endsWith(",wine,1");
      Files.delete(to);
    }
    assertThat(score("wine@9", "out.csv").exitCode()).isEqualTo(4);
    assertThat(score("vine@champion", "out.csv").err())
        .contains("`vine@champion` is not in the registry of this home");
  }

  private Cli.Seen score(String reference, String output) throws IOException {
    return Cli.run("score", reference, rows("x\n1.5\n"), folder.resolve(output), "--home", home);
  }

  @Test
  void explanationsAddUpToTheMargin() throws IOException {
    Path to = folder.resolve("out.jsonl");

    Cli.Seen seen =
        Cli.run("score", model(), rows("x\n0.2\n1.5\n"), to, "--explain", "--home", home);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    for (JsonNode line : lines(to)) {
      double margin =
          line.path("contribution_x").doubleValue() + line.path("contribution_base").doubleValue();
      double probability = 1 / (1 + Math.exp(-margin));
      assertThat(line.path("prediction_probability").doubleValue())
          .isCloseTo(probability, org.assertj.core.data.Offset.offset(1e-6));
    }
  }

  @Test
  void whatCannotBeIsSaidInWordsAndByTheExitCode() throws IOException {
    Path from = rows("y\n1\n");
    Path to = folder.resolve("out.csv");

    assertRefused(4, "the model is not there", folder.resolve("no.json"), from, to);
    assertRefused(4, "no model was ever registered in this home", "wine@champion", from, to);
    assertRefused(2, "the file lacks an input of the model: x", model(), from, to);
    assertRefused(4, "file does not exist", model(), folder.resolve("none.csv"), to);
    assertRefused(2, "does not say what format", model(), from, folder.resolve("out"));
    assertRefused(2, "--on-error cannot be", model(), from, to, "--on-error", "ignore");
    assertRefused(2, "--batch-size cannot be", model(), from, to, "--batch-size", 0);
    assertRefused(2, "--format cannot be", model(), from, to, "--format", "xlsx");
    assertRefused(2, "are for a model that is given as a file", "a@b", from, to, "--labels", "a,b");
    Files.writeString(to, "mine");
    assertRefused(5, "the output exists already", model(), rows("x\n1\n"), to);
    assertThat(Files.readString(to)).isEqualTo("mine");
  }

  private void assertRefused(int exitCode, String said, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("score"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--home", home));

    Cli.Seen seen = Cli.run(all.toArray());

    assertThat(seen.err()).contains(said);
    assertThat(seen.exitCode()).isEqualTo(exitCode);
  }
}

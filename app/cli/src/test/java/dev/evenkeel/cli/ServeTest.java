package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A model file is enough.
class ServeTest {
  private static final String ROW = "{\"instances\": [{\"x\": 1.5}]}";

  @TempDir Path folder;
  private Path model;
  private Path home;

  @BeforeEach
  void aModel() throws IOException {
    model = Files.writeString(folder.resolve("My model.json"), TreeFile.of(List.of("x"), 2));
    home = folder.resolve("home");
  }

  @Test
  void aFileAnswersWithoutAProject() throws IOException, InterruptedException {
    try (ServingProcess serving = ServingProcess.start(model, "--home", home)) {
      JsonNode prediction = serving.predict(ROW).path("predictions").path(0);

      assertThat(serving.facts().path("model").stringValue()).isEqualTo("my-model");
      assertThat(prediction.path("label").stringValue()).isEqualTo("1");
      assertThat(prediction.path("probability").doubleValue()).isBetween(0.6, 0.9);
      assertThat(prediction.path("version").stringValue()).isEqualTo("1");
      assertThat(prediction.path("predictionId").stringValue()).isNotEmpty();
    }
  }

  @Test
  void labelsAreTheUsersWordsAndTheSameModelAgainIsNoNewVersion()
      throws IOException, InterruptedException {
    Object[] arguments = {model, "--home", home, "--name", "wine", "--labels", "poor,good"};
    for (int time = 0; time < 2; time++) {
      try (ServingProcess serving = ServingProcess.start(arguments)) {
        JsonNode prediction = serving.predict(ROW).path("predictions").path(0);

        assertThat(prediction.path("label").stringValue()).isEqualTo("good");
        assertThat(prediction.path("version").stringValue()).isEqualTo("1");
      }
    }

    try (ServingProcess changed =
        ServingProcess.start(model, "--home", home, "--name", "wine", "--labels", "bad,fine")) {
      assertThat(changed.facts().path("version").intValue()).isEqualTo(2);
    }
  }

  @Test
  void whatTheHomeHasIsServedByItsReference() throws IOException, InterruptedException {
    ServingProcess.start(model, "--home", home, "--name", "wine").close();

    for (String reference : List.of("models:/wine@champion", "models:/wine/1")) {
      try (ServingProcess serving = ServingProcess.start(reference, "--home", home)) {
        assertThat(serving.predict(ROW).path("predictions").path(0).path("model").stringValue())
            .isEqualTo("wine");
      }
    }

    Cli.Seen unknown = Cli.run("serve", "models:/wine@challenger", "--home", home, "--port", 0);
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("is not in the registry of this home");
  }

  @Test
  void aProjectBringsContractFeaturesAndLabels() throws IOException, InterruptedException {
    ExampleModel example = ExampleModel.read();
    Path file = Files.writeString(folder.resolve("m.json"), example.file());

    try (ServingProcess serving =
        ServingProcess.start(file, "--home", home, "--project", Cli.EXAMPLE)) {
      JsonNode answered = serving.predict(example.body());
      JsonNode refused = serving.predict(Json.text(java.util.Map.of("instances", List.of(1))));
      JsonNode shown = serving.predict(serving.facts().path("example").stringValue());

      assertThat(serving.facts().path("model").stringValue()).isEqualTo("home-sales");
      assertThat(answered.path("predictions").path(0).path("label").stringValue())
          .as(answered.toString())
          .isIn(example.labels());
      assertThat(refused.path("status").intValue()).isEqualTo(422);
      assertThat(shown.path("predictions").size()).as(shown.toString()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotThereOrFitsNotIsToldInOneProblem() {
    Cli.Seen missing = Cli.run("serve", folder.resolve("no.json"), "--home", home, "--port", 0);
    Cli.Seen labels = Cli.run("serve", model, "--home", home, "--port", 0, "--labels", "a,b,c");

    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.err()).contains("the model is not there");
    assertThat(labels.exitCode()).isEqualTo(2);
    assertThat(labels.err()).contains("3 labels").contains("2, one for each class of the model");
  }
}

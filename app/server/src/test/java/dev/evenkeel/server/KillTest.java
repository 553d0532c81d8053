package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `kill -9`, and what is there afterwards.
class KillTest {
  @TempDir Path folder;

  @Test
  void whatWasPromisedSurvivesAndTheHomeIsFreeAgain() throws Exception {
    Path home = folder.resolve("home");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dorg.jooq.no-logo=true",
                    "-Dorg.jooq.no-tips=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServerProcess.class.getName(),
                    home.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ServerConfiguration configuration = new ServerConfiguration(home, 0, "", "", "");
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = address(process);
      JsonNode first = post(client, address.resolve("/v1/models/m:predict"), TestModel.BODY, "k");
      String id = first.at("/predictions/0/predictionId").stringValue();
      // Feedback is stored when it is answered, and so is the prediction that it is about.
      post(
          client,
          address.resolve("/api/v1/predictions/" + id + "/feedback"),
          "{\"truth\": \"no\"}",
          "");
      ProblemException held =
          catchThrowableOfType(
              ProblemException.class, () -> Evenkeel.start(configuration, Clock.system()).close());
      assertThat(held.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);

      process.destroyForcibly().waitFor();

      try (Evenkeel restarted = Evenkeel.start(configuration, Clock.system())) {
        JsonNode again =
            post(client, restarted.address().resolve("/v1/models/m:predict"), TestModel.BODY, "k");
        assertThat(again).isEqualTo(first);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static URI address(Process process) throws Exception {
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("http://")) {
        return URI.create(line);
      }
    }
    throw new AssertionError("the server did not start");
  }

  private static JsonNode post(HttpClient client, URI address, String body, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    var response = client.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }
}

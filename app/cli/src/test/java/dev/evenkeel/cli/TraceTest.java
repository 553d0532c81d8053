package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a person learns of a prediction.
class TraceTest {
  @TempDir Path folder;

  @Test
  void aPredictionIsToldForPeopleAndAsJson() throws IOException, InterruptedException {
    Path model = Files.writeString(folder.resolve("m.json"), TreeFile.of(List.of("x"), 2));
    try (ServingProcess serving =
        ServingProcess.start(model, "--home", folder.resolve("home"), "--labels", "no,yes")) {
      String server = root(serving.facts().path("predict").stringValue());
      String id =
          serving
              .predict("{\"instances\": [{\"x\": 1.5}]}")
              .at("/predictions/0/predictionId")
              .stringValue();

      Cli.Seen people = Cli.run("trace", id, "--server", server);
      Cli.Seen json = Cli.run("trace", id, "--server", server, "--json");
      Cli.Seen unknown = Cli.run("trace", "nobody", "--server", server);

      assertThat(people.exitCode()).as(people.err()).isZero();
      assertThat(people.out())
          .contains(id)
          .contains("x = 1.5")
          .contains("answer      yes (")
          .contains("version     m@1, as champion")
          .contains("truth       not told yet");
      JsonNode trace = Json.parse(json.out().getBytes(StandardCharsets.UTF_8), "the output");
      assertThat(trace.path("label").stringValue()).isEqualTo("yes");
      assertThat(trace.at("/move/alias").stringValue()).isEqualTo("champion");
      assertThat(unknown.exitCode()).isEqualTo(4);
      assertThat(unknown.err()).contains("prediction `nobody` does not exist");
    }
  }

  private static String root(String address) {
    URI uri = URI.create(address);
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    Cli.Seen seen = Cli.run("trace", "x", "--server", "http://127.0.0.1:1");

    assertThat(seen.exitCode()).isEqualTo(6);
    assertThat(seen.err()).contains("no server answers");
  }
}

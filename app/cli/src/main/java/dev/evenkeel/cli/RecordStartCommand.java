package dev.evenkeel.cli;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// What the launcher runs behind a first start, so that the JVM records the classes of a start that
/// serves: a small model in a folder that is thrown away, asked a few times.
@Command(name = "record-start", hidden = true)
final class RecordStartCommand implements java.util.concurrent.Callable<Integer> {
  private static final int TIMES = 20;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("evenkeel-start");
    try {
      Path model = folder.resolve("start.json");
      try (InputStream in = RecordStartCommand.class.getResourceAsStream("record-start.json")) {
        Files.write(model, java.util.Objects.requireNonNull(in).readAllBytes());
      }
      ServerConfiguration configuration =
          ServerConfiguration.read(folder.resolve("home"), Map.of()).withPort(0);
      try (Evenkeel evenkeel = Evenkeel.start(configuration, Clock.system());
          HttpClient client = HttpClient.newHttpClient()) {
        ServedModel served = new ServedModel(model.toString(), null, List.of(), null);
        ServedModel.Served answering = served.deploy(evenkeel);
        for (int time = 0; time < TIMES; time++) {
          ask(client, evenkeel.address().resolve(answering.path()), answering.example());
        }
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private static void ask(HttpClient client, URI address, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IllegalStateException("Cannot record a start: asking answered " + status);
    }
  }
}

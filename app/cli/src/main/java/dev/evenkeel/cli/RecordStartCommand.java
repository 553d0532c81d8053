package dev.evenkeel.cli;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
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
import java.util.Objects;
import picocli.CommandLine.Command;

/// What the launcher runs behind a first start, so that the JVM records the classes of the starts
/// that people wait for: a server with a small model that is asked a few times, and a file by its
/// contract. All is in a folder that is thrown away.
@Command(name = "record-start", hidden = true)
final class RecordStartCommand implements java.util.concurrent.Callable<Integer> {
  private static final int TIMES = 20;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("evenkeel-start");
    try {
      check(folder);
      Path model = copied("record-start.json", folder);
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

  private static Path copied(String resource, Path folder) throws IOException {
    try (InputStream in = RecordStartCommand.class.getResourceAsStream(resource)) {
      Path copy = folder.resolve(resource);
      Files.write(copy, Objects.requireNonNull(in).readAllBytes());
      return copy;
    }
  }

  /// Every row but one is good, so that the ways for bad ones are recorded, too.
  private static void check(Path folder) throws IOException {
    Path contract = copied("record-start.odcs.yaml", folder);
    Path data = folder.resolve("start.parquet");
    try (Scratch scratch = Scratch.in(folder);
        DuckDb duck = new DuckDb(scratch.folder())) {
      duck.update(
          "copy (select greatest(i, 1) as id, 'a' || (i & 7) as name, i / 7 as amount from range(1000) t(i)) to %s (format parquet)"
              .formatted(DuckDb.text(data.toString())));
    }
    int code =
        Main.command("contract")
            .execute(
                "contract",
                "test",
                contract.toString(),
                "--data",
                data.toString(),
                "--quarantine",
                folder.resolve("bad").toString());
    if (code != 3) {
      throw new IllegalStateException("Cannot record a start: checking ended with " + code);
    }
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

package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// `evenkeel serve` in a process of its own.
final class ServingProcess implements AutoCloseable {
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonNode facts;

  private ServingProcess(Process process, JsonNode facts) {
    this.process = process;
    this.facts = facts;
  }

  /// Returns when it said where it answers.
  static ServingProcess start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(ChildProcess.java());
    command.addAll(List.of("serve", "--json", "--port", "0"));
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("{")) {
        return new ServingProcess(process, Json.parse(line.getBytes(StandardCharsets.UTF_8), ""));
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("Cannot start serving: " + said);
  }

  /// What it said of itself.
  JsonNode facts() {
    return facts;
  }

  JsonNode predict(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(facts.path("predict").stringValue()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    byte[] answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    return Json.parse(answer, "the answer");
  }

  /// Tells it to end, and does not wait.
  void terminate() {
    process.destroy();
  }

  /// As a terminal or a container does it.
  @Override
  public void close() {
    terminate();
    client.close();
    await();
  }

  /// Waits for its end.
  void await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("Cannot stop serving: it did not end in 30 seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

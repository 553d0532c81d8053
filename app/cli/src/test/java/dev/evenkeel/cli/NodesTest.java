package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server and two workers, processes of their own on one PostgreSQL.
@Timeout(300)
class NodesTest {
  private static final String KEY = "a".repeat(43);

  @TempDir Path folder;

  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private String database;

  private record Node(String name, Process process, URI address) {}

  /// A line that a program wrote when it began or ended.
  private record Note(String step, String what, Instant at, String place) {
    static Note of(String line) {
      String[] parts = line.split(" ", -1);
      return new Note(
          parts[0], parts[1], Instant.ofEpochSecond(0, Long.parseLong(parts[2])), parts[3]);
    }
  }

  @BeforeEach
  void start() throws IOException {
    database = TestDatabases.postgresUrl();
    Files.createDirectories(folder.resolve("shared"));
    Files.createDirectories(folder.resolve("pipelines"));
    for (String name : List.of("server", "worker-1", "worker-2")) {
      nodes.add(start(name, name.substring(0, 6)));
    }
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("stop"), "");
    for (Node node : nodes) {
      node.process().destroy();
    }
    for (Node node : nodes) {
      node.process().waitFor();
    }
    client.close();
  }

  private Node start(String name, String role) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("server.yaml"),
        """
        database: {url: "%s", user: postgres}
        blobs: {folder: {path: "%2$s"}}
        warehouse: {folder: {path: "%2$s"}}
        secrets: {key: %3$s}
        """
            .formatted(database, folder.resolve("shared"), KEY));
    List<String> command = new ArrayList<>(ChildProcess.java());
    command.addAll(List.of("server", "--port", "0", "--home", home.toString(), "--role", role));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve(name + ".err").toFile()).start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    assertThat(line)
        .as(() -> read(folder.resolve(name + ".err")))
        .startsWith("Evenkeel is ready at ");
    return new Node(name, process, URI.create(line.substring(line.indexOf("http")).strip()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Node node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(node("server").address(), arguments);
  }

  private int status(String node, String path) throws IOException, InterruptedException {
    URI address = node(node).address().resolve(path);
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /// A program that notes when it begins, waits when told to, and notes when it ends.
  private Path pipeline(String steps, String between) throws IOException {
    Files.writeString(
        folder.resolve("note.sh"),
        """
        #!/bin/sh
        echo "$1 begins $(date +%%s%%N) $PWD" >> %1$s/notes
        %2$s
        echo "$1 ends $(date +%%s%%N) $PWD" >> %1$s/notes
        """
            .formatted(folder, between));
    return Files.writeString(
        folder.resolve("pipelines/first.yaml"), "version: 1\nname: first\nsteps:\n" + steps);
  }

  private List<Note> notes() throws IOException {
    Path file = folder.resolve("notes");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Note::of).toList()
        : List.of();
  }

  @Test
  void workersCarryStepsAndTheServerNone() throws Exception {
    StringBuilder steps = new StringBuilder();
    for (int step = 1; step <= 8; step++) {
      steps.append(
          "  s%d: {exec: [./note.sh, s%1$d]%s}\n"
              .formatted(step, step == 1 ? "" : ", after: [s%d]".formatted(step - 1)));
    }

    Cli.Seen seen = cli("pipeline", "run", pipeline(steps.toString(), ""), "--wait");

    assertThat(seen.exitCode()).as(seen.out() + seen.err()).isZero();
    List<Note> notes = notes();
    assertThat(notes).hasSize(16).allSatisfy(note -> assertThat(note.place()).contains("/worker-"));
    System.out.println("Between two steps, in ms: " + pauses(notes));
    assertThat(status("server", "/api/v1/pipelines")).isEqualTo(200);
    assertThat(status("worker-1", "/health/ready")).isEqualTo(200);
    assertThat(status("worker-1", "/metrics")).isEqualTo(200);
    assertThat(status("worker-1", "/api/v1/pipelines")).isEqualTo(404);
  }

  private String pauses(List<Note> notes) {
    List<String> pauses = new ArrayList<>();
    for (int end = 1; end + 1 < notes.size(); end += 2) {
      Note before = notes.get(end);
      Note after = notes.get(end + 1);
      pauses.add(
          Duration.between(before.at(), after.at()).toMillis()
              + (worker(before).equals(worker(after)) ? "" : " (another node)"));
    }
    return String.join(", ", pauses);
  }

  private String worker(Note note) {
    return folder.relativize(Path.of(note.place())).getName(0).toString();
  }

  @Test
  void anotherWorkerCarriesWhatAKilledOneHad() throws Exception {
    String wait =
        "test -e %1$s/first || { touch %1$s/first; while test ! -e %1$s/stop; do sleep 0.2; done; }"
            .formatted(folder);
    String steps =
        "  one: {exec: [./note.sh, one]}\n  two: {exec: [./note.sh, two], after: [one]}\n";
    Cli.Seen started = cli("pipeline", "run", pipeline(steps, wait));
    assertThat(started.exitCode()).as(started.out() + started.err()).isZero();
    await(1);
    String killed = worker(notes().getFirst());

    node(killed).process().destroyForcibly().waitFor();
    Instant then = Instant.now();
    await(5);

    List<Note> notes = notes();
    Duration took = Duration.between(then, notes.getLast().at());
    System.out.printf(
        "After kill -9 of a worker: the step began elsewhere after %d ms, the last ended after %d%n",
        Duration.between(then, notes.get(1).at()).toMillis(), took.toMillis());
    assertThat(notes.subList(1, 5))
        .extracting(this::worker)
        .containsOnly(killed.equals("worker-1") ? "worker-2" : "worker-1");
    assertThat(took).isLessThan(Duration.ofSeconds(25));
  }

  private void await(int lines) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (notes().size() < lines) {
      assertThat(System.nanoTime()).as("notes: " + notes()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  void aWorkerOfSqliteIsRefused() {
    Path home = folder.resolve("alone");

    Cli.Seen seen = Cli.run("server", "--home", home, "--port", 0, "--role", "worker");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err()).contains("SQLite").contains("PostgreSQL");
  }
}

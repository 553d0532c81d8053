package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// Docker's own registry, on a port of this machine.
final class DockerRegistry implements AutoCloseable {
  private final Process process;
  private final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts an empty one. Where it is not installed, the test is left out, and in CI fails.
  static DockerRegistry start(Path folder) throws IOException, InterruptedException {
    boolean isHere = isInstalled("docker-registry");
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(isHere).as("docker-registry: apt-get install docker-registry").isTrue();
    }
    assertThat(isHere).as("docker-registry: apt-get install docker-registry").isTrue();
    int port = ForeignServer.freePort();
    Path config =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            storage:
              filesystem:
                rootdirectory: %s
            http:
              addr: 127.0.0.1:%d
            """
                .formatted(folder.resolve("registry"), port));
    return new DockerRegistry(
        ForeignServer.start(
            new ProcessBuilder("docker-registry", "serve", config.toString()),
            port,
            folder.resolve("registry.log"),
            Duration.ofSeconds(10)),
        port);
  }

  static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  /// Its name as other programs write it.
  String repository() {
    return "127.0.0.1:%d/team/churn".formatted(port);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

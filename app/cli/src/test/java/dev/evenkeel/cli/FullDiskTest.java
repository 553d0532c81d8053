package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A home on a disk that fills up, and is made larger then.
class FullDiskTest {
  /// A namespace of its own, in which a small disk can be mounted without being root.
  private static final List<String> NAMESPACE =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  private static final String SCRIPT =
      """
      disk=$1; shift
      mount -t tmpfs -o size=5m tmpfs "$disk" || exit 99
      "$@"; first=$?
      mount -o remount,size=200m "$disk"
      "$@" --resume; second=$?
      echo "exit codes $first $second"
      """;

  @TempDir Path folder;

  @Test
  void aFullDiskIsSaidAndNothingThatWasStoredIsLost() throws IOException, InterruptedException {
    demandNamespaces();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path report = folder.resolve("report.json");

    String output = run(disk, report);

    assertThat(output)
        .contains("evenkeel: ", "disk", "full", "what was stored before is intact")
        .contains("exit codes 6 0")
        .doesNotContain("\tat ");
    JsonNode halfYears = ReferenceReplay.report(report).path("halfYears");
    JsonNode undisturbed = ReferenceReplay.report().path("halfYears");
    for (int half = 0; half < undisturbed.size(); half++) {
      assertThat(halfYears.get(half).path("rows")).isEqualTo(undisturbed.get(half).path("rows"));
      assertThat(halfYears.get(half).path("frozenAccuracy"))
          .isEqualTo(undisturbed.get(half).path("frozenAccuracy"));
    }
  }

  private String run(Path disk, Path report) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(NAMESPACE);
    command.addAll(List.of("sh", "-c", SCRIPT, "sh", disk.toString()));
    command.addAll(
        ChildProcess.replay(
            disk.resolve("home"), "--months", ReferenceReplay.MONTHS, "--report", report));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output);
  }

  private static void demandNamespaces() throws InterruptedException {
    List<String> command = new ArrayList<>(NAMESPACE);
    command.add("true");
    boolean works;
    try {
      works = new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(
        works || "true".equals(System.getenv("CI")),
        "skipped: needs `unshare` of util-linux and leave to make user namespaces");
    assertThat(works).as("unshare --user --map-root-user --mount").isTrue();
  }
}

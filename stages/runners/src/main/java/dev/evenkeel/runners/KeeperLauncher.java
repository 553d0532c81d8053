package dev.evenkeel.runners;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.processes.Workplace;
import dev.evenkeel.runners.keeper.Job;
import dev.evenkeel.runners.keeper.Keeper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Starts keepers: processes that outlive us.
final class KeeperLauncher {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 5_000_000;
  private static final String OUTPUT = "keeper.log";
  private static final int OUTPUT_MAX = 2_000;

  private final Path classes;

  /// Copies the classes of keepers, since an upgrade of the server takes away those that it was
  /// started from while a keeper still runs.
  KeeperLauncher(Path root) throws IOException {
    this.classes = kept(root, own());
  }

  private static Path own() throws IOException {
    CodeSource source = Keeper.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("nobody knows where the classes are");
    }
    try {
      return Path.of(new URI(source.getLocation().toString()));
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static Path kept(Path root, Path own) throws IOException {
    if (Files.isDirectory(own)) {
      return own;
    }
    Path kept =
        root.resolve(".keeper-" + Digests.of(Files.readAllBytes(own)).substring(7, 23) + ".jar");
    if (!Files.exists(kept)) {
      Path aside = root.resolve(".keeper-" + UUID.randomUUID());
      Files.copy(own, aside);
      Files.move(aside, kept, StandardCopyOption.ATOMIC_MOVE);
    }
    return kept;
  }

  /// Starts one, and waits until it has the claim.
  void launch(Job job, Path keeperFolder) throws IOException {
    Path output = keeperFolder.resolve(OUTPUT);
    ProcessBuilder builder = new ProcessBuilder(command());
    // What stands here can be read by every process of this user.
    builder.environment().clear();
    builder.directory(keeperFolder.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try (OutputStream told = process.getOutputStream()) {
      job.write(told);
    } catch (IOException e) {
      // It ended before it heard all; what it said is the better reason.
    }
    awaitClaim(process, Path.of(job.claim()), output);
  }

  private static void awaitClaim(Process process, Path claim, Path output) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.exists(claim)) {
      if (!process.isAlive() && !Files.exists(claim)) {
        throw never("it ended: " + said(output));
      }
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw never("it did not start within " + START.toSeconds() + " s");
      }
      // Interrupted or not: half started, nobody would know of it.
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    // Else Ctrl-C in the server's terminal would reach the keeper, too.
    Workplace.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xms8m",
            "-Xmx64m",
            "-Xss512k",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes.toString(),
            Keeper.class.getName()));
    return command;
  }

  private static String said(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, Math.min(text.length(), OUTPUT_MAX)).strip();
  }

  private static RuntimeException never(String why) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the keeper of a step's program cannot be started: " + why,
            "free some memory, or run fewer steps at once")
        .asException();
  }
}

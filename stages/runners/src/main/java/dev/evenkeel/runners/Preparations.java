package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.processes.PythonEnvironments;
import dev.evenkeel.processes.Requirements;
import dev.evenkeel.runners.Progress.Cause;
import dev.evenkeel.runners.keeper.BoundedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes Python environments behind submissions, which do not wait for them. Its words go to the
/// attempt's log.
final class Preparations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preparations.class);

  /// What follows when the interpreter is there.
  interface Then {
    void launch(Optional<Path> interpreter) throws IOException;
  }

  private record Preparing(Thread thread, String why) {}

  private final PythonEnvironments environments;
  private volatile boolean closed;
  private final Map<Handle, Preparing> running = new ConcurrentHashMap<>();

  Preparations(PythonEnvironments environments) {
    this.environments = environments;
  }

  /// What is done for an attempt, while something is.
  Optional<String> of(Handle handle) {
    return Optional.ofNullable(running.get(handle)).map(Preparing::why);
  }

  void begin(Kept kept, Program.Python python, Requirements requirements, Then then) {
    Thread thread =
        Thread.ofVirtual()
            .name("preparing " + kept.handle())
            .unstarted(() -> prepare(kept, python, requirements, then));
    running.put(kept.handle(), new Preparing(thread, "its Python environment is made"));
    thread.start();
  }

  private void prepare(Kept kept, Program.Python python, Requirements requirements, Then then) {
    try {
      Path interpreter = interpreter(kept, requirements);
      if (Files.exists(kept.stopFile())) {
        refuseStopped(kept);
      } else {
        then.launch(Optional.of(interpreter));
      }
    } catch (ProblemException e) {
      refuse(kept, PipFailure.located(e.problem(), python.requirements(), python.where()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("Preparing {} failed", kept.handle(), e);
      refuse(
          kept,
          Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the step cannot be prepared: " + e.getMessage(),
              "look at the server's log"));
    } finally {
      running.remove(kept.handle());
    }
  }

  private Path interpreter(Kept kept, Requirements requirements) throws IOException {
    try (BoundedLog log =
        new BoundedLog(kept.folder().keeper(), kept.order().limits().logBytes())) {
      return environments.interpreter(requirements, line -> tell(log, line));
    }
  }

  private static void tell(BoundedLog log, String line) {
    byte[] bytes = ("[evenkeel] " + line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      log.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      // Words about progress; the work itself will say that the disk is full.
      LOG.debug("A line of a log is lost", e);
    }
  }

  private void refuse(Kept kept, Problem problem) {
    // What interrupted us would fail the writing of it, too.
    Thread.interrupted();
    if (closed) {
      // Not the attempt's fault; the next server prepares it again.
      return;
    }
    try {
      if (Files.exists(kept.stopFile())) {
        refuseStopped(kept);
      } else {
        kept.refuse(Cause.ENVIRONMENT, problem);
      }
    } catch (IOException e) {
      LOG.warn("Why {} never started cannot be kept", kept.handle(), e);
    }
  }

  private static void refuseStopped(Kept kept) throws IOException {
    kept.refuse(
        Cause.STOPPED,
        Problem.of(Problem.Kind.INPUT, "it was stopped before its program started", ""));
  }

  /// Interrupts what is made for an attempt; nothing happens when nothing is.
  void stop(Kept kept) {
    Preparing preparing = running.get(kept.handle());
    if (preparing != null) {
      preparing.thread().interrupt();
    }
  }

  /// Gives up what is being made; whoever submits again gets it.
  @Override
  public void close() {
    closed = true;
    List.copyOf(running.values()).forEach(preparing -> preparing.thread().interrupt());
  }
}

package dev.evenkeel.runners;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runners.Progress.Cause;
import dev.evenkeel.runners.keeper.BoundedLog;
import dev.evenkeel.runners.keeper.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls Java of this server, each attempt on a thread of its own. What ran when the server ended
/// is lost, and starts anew when it is asked for again.
public final class InProcessRunner implements StepRunner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessRunner.class);
  private static final Duration FORGET = Duration.ofSeconds(30);

  private final AttemptFolders folders;
  private final InputContents contents;
  private final Map<String, JavaStep> steps;
  private final Map<Handle, Call> calls = new ConcurrentHashMap<>();
  private final ReentrantLock submission = new ReentrantLock();

  private record Call(Thread thread, AtomicReference<Cause> ended) {
    /// Asks it to end, once.
    void end(Cause why) {
      if (ended.compareAndSet(Cause.EXIT, why)) {
        thread.interrupt();
      }
    }
  }

  /// Keeps attempts in a folder of its own.
  ///
  /// @param steps what may be called, by its name
  public InProcessRunner(Path root, InputContents contents, Map<String, JavaStep> steps) {
    this.contents = contents;
    this.steps = Map.copyOf(steps);
    try {
      this.folders = new AttemptFolders(root, false);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public String name() {
    return "in-process";
  }

  @Override
  public Handle submit(Attempt attempt) {
    JavaStep step = step(attempt.program());
    submission.lock();
    try {
      for (Kept kept : folders.of(attempt.id())) {
        if (kept.exists() && (calls.containsKey(kept.handle()) || isOver(kept))) {
          return kept.handle();
        }
        folders.clear(kept);
      }
      return start(attempt, step);
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      submission.unlock();
    }
  }

  private static boolean isOver(Kept kept) throws IOException {
    return kept.refusal().isPresent() || kept.end().isPresent();
  }

  private JavaStep step(Program program) {
    if (!(program instanceof Program.Builtin builtin)) {
      throw Problem.of(
              Problem.Kind.UNSUPPORTED,
              "the in-process runner runs no programs",
              "choose the process runner")
          .asException();
    }
    JavaStep step = steps.get(builtin.name());
    if (step == null) {
      String nearest = Names.nearest(builtin.name(), steps.keySet());
      throw Problem.of(
              Problem.Kind.INPUT,
              "step `%s` is unknown".formatted(Names.abbreviate(builtin.name())),
              nearest.isEmpty()
                  ? "name one that is there"
                  : "did you mean `%s`?".formatted(nearest))
          .asException();
    }
    return step;
  }

  private Handle start(Attempt attempt, JavaStep step) throws IOException {
    Kept kept = folders.fresh(attempt);
    try {
      kept.folder().layOut(attempt, contents);
      kept.order(
          new Kept.Order(
              "here", "step " + attempt.id(), attempt.outputs(), attempt.limits(), "here"));
    } catch (IOException | RuntimeException e) {
      folders.clear(kept);
      throw e;
    }
    Thread thread =
        Thread.ofVirtual().name("step " + attempt.id()).unstarted(() -> run(attempt, kept, step));
    Call call = new Call(thread, new AtomicReference<>(Cause.EXIT));
    calls.put(kept.handle(), call);
    thread.start();
    Thread.ofVirtual().start(() -> watch(call, attempt.limits().time()));
    return kept.handle();
  }

  private static void watch(Call call, Duration time) {
    try {
      if (!call.thread().join(time)) {
        call.end(Cause.TIME);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Attempt attempt, Kept kept, JavaStep step) {
    long begun = System.nanoTime();
    Optional<Problem> failed = Optional.empty();
    try (BoundedLog log = new BoundedLog(kept.folder().keeper(), attempt.limits().logBytes())) {
      failed = call(attempt, kept, step, log);
    } catch (IOException e) {
      failed = Optional.of(unusable(e).problem());
    }
    // What interrupted the step would fail the writing of its end, too.
    Thread.interrupted();
    Call call = calls.get(kept.handle());
    Cause cause = call == null ? Cause.EXIT : call.ended().get();
    try {
      end(kept, cause, failed, (System.nanoTime() - begun) / 1_000_000);
    } catch (IOException e) {
      LOG.warn("How {} ended cannot be kept; it will count as lost", kept.handle(), e);
    } finally {
      calls.remove(kept.handle());
    }
  }

  private static Optional<Problem> call(Attempt attempt, Kept kept, JavaStep step, BoundedLog log) {
    JavaStepCall call = new JavaStepCall(attempt, kept.folder(), line -> tell(log, line));
    try {
      step.run(call);
      call.write();
      return Optional.empty();
    } catch (ProblemException e) {
      tell(log, e.problem().toString());
      return Optional.of(e.problem());
    } catch (InterruptedException e) {
      return Optional.of(Problem.of(Problem.Kind.INTERNAL, "it was interrupted", ""));
    } catch (Exception | StackOverflowError e) {
      LOG.info("{} failed", kept.handle(), e);
      tell(log, e.toString());
      return Optional.of(
          Problem.of(
              Problem.Kind.INTERNAL, "the step failed: " + e, "the server's log holds where"));
    }
  }

  private static void end(Kept kept, Cause cause, Optional<Problem> failed, long millis)
      throws IOException {
    switch (cause) {
      case STOPPED -> new End(End.Cause.STOPPED, -1, 0, millis, "").write(kept.folder().keeper());
      case TIME -> new End(End.Cause.TIME, -1, 0, millis, "").write(kept.folder().keeper());
      case EXIT, MEMORY, PROCESSES, SPACE, OUTPUTS, ENVIRONMENT -> {
        if (failed.isPresent()) {
          kept.refuse(Cause.EXIT, failed.get());
        } else {
          new End(End.Cause.EXIT, 0, 0, millis, "").write(kept.folder().keeper());
        }
      }
    }
  }

  private static void tell(BoundedLog log, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      log.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      LOG.debug("A line of a log is lost", e);
    }
  }

  @Override
  public Progress poll(Handle handle) {
    Kept kept = folders.kept(handle);
    try {
      if (calls.containsKey(handle)) {
        return new Progress.Running();
      }
      if (!kept.exists()) {
        return new Progress.Lost("nothing is kept of it on this machine");
      }
      Optional<Progress.Failed> refusal = kept.refusal();
      if (refusal.isPresent()) {
        return refusal.get();
      }
      Optional<End> end = kept.end();
      return end.isPresent()
          ? new Judge(kept.order(), kept.folder()).judge(end.get())
          : new Progress.Lost("the server ended while it ran");
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public LogPart logs(Handle handle, long offset, int max) {
    return LogText.of(folders.kept(handle), offset, max, () -> poll(handle).isOver());
  }

  @Override
  public void stop(Handle handle, Duration grace) {
    Call call = calls.get(handle);
    if (call != null) {
      call.end(Cause.STOPPED);
    }
  }

  @Override
  public void forget(Handle handle) {
    Call call = calls.get(handle);
    stop(handle, Duration.ZERO);
    try {
      if (call != null && !call.thread().join(FORGET)) {
        throw Problem.of(
                Problem.Kind.BUSY, "a step in Java does not end", "it goes with the server")
            .asException();
      }
      folders.remove(folders.kept(handle));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static ProblemException unusable(IOException e) {
    return AttemptFolders.unusable(e);
  }

  /// Interrupts what runs; it counts as lost.
  @Override
  public void close() {
    List.copyOf(calls.values()).forEach(call -> call.thread().interrupt());
  }
}

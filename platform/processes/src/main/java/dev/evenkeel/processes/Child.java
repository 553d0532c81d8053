package dev.evenkeel.processes;

import dev.evenkeel.processes.Ended.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A running program, with all that it starts. Closing ends them all and removes its directory.
public final class Child implements AutoCloseable {
  private static final int ROUNDS_MAX = 50;
  private static final long ROUND_NANOS = 2_000_000;
  private static final int END_SECONDS = 10;
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Process process;
  private final ChildProcesses processes;
  private final Path directory;
  private final String mark;
  private final boolean grouped;
  private final Limits limits;
  private final Tail tail = new Tail();
  private final Thread pump;
  private final AtomicReference<Cause> cause = new AtomicReference<>(Cause.EXIT);

  Child(
      Process process,
      ChildProcesses processes,
      Path directory,
      String mark,
      boolean grouped,
      Limits limits) {
    this.process = process;
    this.processes = processes;
    this.directory = directory;
    this.mark = mark;
    this.grouped = grouped;
    this.limits = limits;
    this.pump =
        Thread.ofPlatform()
            .daemon()
            .name("output of a child")
            .start(() -> tail.drain(process.getInputStream()));
  }

  /// Its working directory.
  public Path directory() {
    return directory;
  }

  /// Its process, for messages.
  public long pid() {
    return process.pid();
  }

  /// Whether the program runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// The memory that its program holds, without its descendants; 0 when the system does not tell.
  public long residentBytes() {
    return ProcessTable.residentBytes(process.pid());
  }

  /// The last of what it printed, standard output and standard error in their order.
  public String tail() {
    return tail.text();
  }

  /// Waits for its end, and leaves it running when that takes longer.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(Duration longest) throws InterruptedException {
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Waits for its end; what takes longer is ended, with all that it started.
  public Ended waitFor(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        end(Cause.TIME);
      }
      return ended();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(Cause.CLOSED);
      return ended();
    }
  }

  /// Ends it and all that it started, now.
  ///
  /// @param why what [#ended] will say, unless it has ended already
  public void end(Cause why) {
    if (process.isAlive()) {
      cause.compareAndSet(Cause.EXIT, why);
    }
    // First the whole group, which else could fork faster than we end it.
    if (grouped && process.isAlive()) {
      Signals.end(process.pid());
    }
    List<ProcessHandle> descendants = process.descendants().toList();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    endMarked();
  }

  /// How it ended; waits a moment for its last words.
  public Ended ended() {
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      pump.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int exit = process.isAlive() ? -1 : process.exitValue();
    return new Ended(cause.get(), exit, tail.text());
  }

  /// Its process group, while that is surely its own.
  Optional<Long> group() {
    return grouped && process.isAlive() ? Optional.of(process.pid()) : Optional.empty();
  }

  /// Ends what took too much.
  ///
  /// @param rows all running processes
  void judge(List<ProcessTable.Row> rows) {
    List<ProcessTable.Row> own = rows.stream().filter(this::belongs).toList();
    if (own.size() > limits.processes()) {
      end(Cause.PROCESSES);
      return;
    }
    long bytes = own.stream().mapToLong(row -> ProcessTable.residentBytes(row.pid())).sum();
    if (bytes > limits.memoryBytes()) {
      end(Cause.MEMORY);
    }
  }

  private boolean belongs(ProcessTable.Row row) {
    if (row.mark().equals(mark)) {
      return true;
    }
    // Its number may be another's once it has ended.
    boolean inGroup = row.pid() == process.pid() || (grouped && row.group() == process.pid());
    return inGroup && process.isAlive();
  }

  /// Those that left the group, until none is left.
  private void endMarked() {
    if (!ProcessTable.isReadable()) {
      return;
    }
    for (int round = 0; round < ROUNDS_MAX; round++) {
      List<ProcessTable.Row> left =
          processes.table().read(Set.of()).stream()
              .filter(row -> row.mark().equals(mark) || row.pid() == process.pid())
              .toList();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(row -> ProcessHandle.of(row.pid()).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(ROUND_NANOS);
    }
  }

  @Override
  public void close() {
    end(Cause.CLOSED);
    // Killed, it is still in the system's table until its status is taken. An interrupt, which is
    // how workers are stopped, must not end this wait.
    process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
    processes.ended(this);
    Folders.removeAll(directory);
  }
}

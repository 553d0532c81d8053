package dev.evenkeel.processes;

import static java.util.stream.Collectors.toSet;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts programs that nobody trusts: with an environment of four variables, a directory of their
/// own, limits on memory, files and processes, and an end for them and all their descendants.
///
/// One folder belongs to one process of ours at a time: what an earlier one left running is ended.
public final class ChildProcesses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcesses.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Path root;
  private final String owner;
  private final ProcessTable table = new ProcessTable();
  private final Set<Child> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private final Thread watch = Thread.ofPlatform().daemon().name("children").unstarted(this::watch);

  /// Ends and removes what an earlier process left.
  ///
  /// @param root made when absent
  public ChildProcesses(Path root) {
    this.root = root.toAbsolutePath().normalize();
    // So that two homes on one machine leave each other's children alone.
    this.owner = Digests.of(this.root.toString()).substring("sha256:".length(), 23);
    if (ProcessTable.isReadable()) {
      endLeftOver();
    }
    Folders.removeAll(this.root);
    watch.start();
  }

  /// A fresh directory for one purpose, in which children may be started.
  public Workplace workplace() {
    if (closed) {
      throw new IllegalStateException("Cannot make a workplace: child processes are closed");
    }
    try {
      Files.createDirectories(root);
      Path directory = root.resolve(UUID.randomUUID().toString().substring(0, 13));
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Workplace(this, directory);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "no directory for a child process can be made",
              "free some space or give the process the right to write")
          .asException(e);
    }
  }

  String newMark() {
    return owner + "-" + UUID.randomUUID();
  }

  ProcessTable table() {
    return table;
  }

  void started(Child child) {
    running.add(child);
    if (closed) {
      child.close();
    }
  }

  void ended(Child child) {
    running.remove(child);
  }

  /// How many children run.
  public int running() {
    return running.size();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(LOOK);
        look();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        // Without it, nothing would hold the limits of those that come later.
        LOG.error("Looking after child processes failed; the next look is in {}", LOOK, e);
      }
    }
  }

  private void look() {
    if (running.isEmpty() || !ProcessTable.isReadable()) {
      return;
    }
    Set<Long> groups = running.stream().flatMap(child -> child.group().stream()).collect(toSet());
    List<ProcessTable.Row> rows = table.read(groups);
    running.forEach(child -> child.judge(rows));
  }

  private void endLeftOver() {
    for (ProcessTable.Row row : table.read(Set.of())) {
      if (row.mark().startsWith(owner + "-")) {
        ProcessHandle.of(row.pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /// Ends all children.
  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    List.copyOf(running).forEach(Child::close);
    Folders.removeAll(root);
  }
}

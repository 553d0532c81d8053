package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The program and all that descends from it. A descendant that loses its parent becomes the
/// keeper's child, so none leaves: not by a session of its own, not by clearing its environment.
final class Family {
  private static final long ROUND_NANOS = 2_000_000;
  private static final Duration END = Duration.ofSeconds(20);

  private final ProcessHandle keeper = ProcessHandle.current();
  private final Process program;
  private final boolean told = Tree.isTold();

  Family(Process program) {
    this.program = program;
  }

  /// Those that live now; statuses of those that ended are taken.
  List<ProcessHandle> members() {
    keeper
        .children()
        .filter(child -> child.pid() != program.pid())
        .forEach(child -> Native.take(child.pid()));
    return keeper.descendants().filter(member -> !isZombie(member)).toList();
  }

  /// About those that live now, at little cost.
  List<Long> glance() {
    if (!told) {
      return members().stream().map(ProcessHandle::pid).toList();
    }
    List<Long> found = Tree.below(keeper.pid());
    Tree.children(keeper.pid()).stream()
        .filter(child -> child != program.pid())
        .forEach(Native::take);
    return found;
  }

  /// The memory that they hold; 0 where the system does not tell.
  static long residentBytes(List<Long> members) {
    return members.stream().mapToLong(Family::residentBytes).sum();
  }

  /// Asks all of them to end.
  void ask() {
    if (program.isAlive()) {
      Native.signalGroup(program.pid(), Native.TERM);
    }
    // Those in the group hear it twice, which asks no more of them than once.
    members().forEach(ProcessHandle::destroy);
  }

  /// Ends all of them, until none is left.
  ///
  /// @return whether none is
  boolean end() {
    long deadline = System.nanoTime() + END.toNanos();
    while (System.nanoTime() < deadline) {
      // First the whole group, which else could fork faster than we end it.
      if (program.isAlive()) {
        Native.signalGroup(program.pid(), Native.KILL);
      }
      List<ProcessHandle> left = members();
      if (left.isEmpty() && !program.isAlive()) {
        return true;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(ROUND_NANOS);
    }
    return false;
  }

  private static boolean isZombie(ProcessHandle member) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + member.pid() + "/stat"), StandardCharsets.ISO_8859_1);
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'Z' || state == 'X';
    } catch (IOException | RuntimeException e) {
      return !member.isAlive();
    }
  }

  private static long residentBytes(long pid) {
    try (var lines =
        Files.lines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}

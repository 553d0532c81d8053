package dev.evenkeel.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What Linux tells of running processes. A child's descendants carry its mark in their
/// environment, so that they are found when they leave its process group, too.
final class ProcessTable {
  static final String MARK = "EVENKEEL_CHILD";

  private static final Path PROC = Path.of("/proc");
  private static final int ENVIRONMENT_MAX = 1 << 17;
  private static final int STATE = 0;
  private static final int GROUP = 2;
  private static final int STARTED = 19;
  private static final long SETTLED_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<Key, Seen> seen = new HashMap<>();

  /// One process.
  ///
  /// @param mark of the child that it descends from; empty for all others
  record Row(long pid, long group, String mark) {}

  // A number is used again, but not with the same start.
  private record Key(long pid, long started) {}

  private record Seen(String mark, long firstNanos) {}

  /// Whether this system has such a table.
  static boolean isReadable() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /// All that live, zombies left out.
  ///
  /// @param groups whose members are known without their mark; reading thousands of marks would
  ///   give what forks without end the time to win
  synchronized List<Row> read(Set<Long> groups) {
    List<Row> rows = new ArrayList<>();
    Set<Key> now = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        row(process, groups, now, rows);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What was read counts; the next look comes soon.
    }
    seen.keySet().retainAll(now);
    return rows;
  }

  /// The memory that a process holds; 0 when it has ended.
  static long residentBytes(long pid) {
    try (var lines = Files.lines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private void row(Path process, Set<Long> groups, Set<Key> now, List<Row> rows) {
    try {
      long pid = Long.parseLong(process.getFileName().toString());
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may hold anything, blanks and parentheses too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
      if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
        return;
      }
      long group = Long.parseLong(fields[GROUP]);
      if (groups.contains(group)) {
        rows.add(new Row(pid, group, ""));
        return;
      }
      Key key = new Key(pid, Long.parseLong(fields[STARTED]));
      now.add(key);
      rows.add(new Row(pid, group, mark(process, key)));
    } catch (IOException | RuntimeException e) {
      // It ended while we looked.
    }
  }

  private String mark(Path process, Key key) {
    long nanos = System.nanoTime();
    Seen known = seen.computeIfAbsent(key, _ -> new Seen("", nanos));
    // A process that just became the child may still have shown our own environment.
    if (known.mark.isEmpty() && nanos - known.firstNanos < SETTLED_NANOS) {
      known = new Seen(readMark(process), known.firstNanos);
      seen.put(key, known);
    }
    return known.mark;
  }

  private static String readMark(Path process) {
    byte[] environment;
    try (InputStream stream = Files.newInputStream(process.resolve("environ"))) {
      environment = stream.readNBytes(ENVIRONMENT_MAX);
    } catch (IOException e) {
      // Somebody else's.
      return "";
    }
    String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1);
    int start = text.indexOf("\0" + MARK + "=");
    if (start < 0) {
      return "";
    }
    int from = start + MARK.length() + 2;
    int end = text.indexOf('\0', from);
    return end < 0 ? text.substring(from) : text.substring(from, end);
  }
}

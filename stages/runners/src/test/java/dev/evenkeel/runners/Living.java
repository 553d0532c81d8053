package dev.evenkeel.runners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Finds processes by a number in their command, which no other test uses.
final class Living {
  private Living() {}

  /// A time to sleep for that names who sleeps.
  static String unique() {
    return "9" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  static List<Long> with(String unique) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> read(pid, "cmdline").contains(unique))
        .filter(pid -> !read(pid, "stat").contains(") Z"))
        .toList();
  }

  static String read(long pid, String what) {
    try {
      return Files.readString(
          Path.of("/proc", String.valueOf(pid), what), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}

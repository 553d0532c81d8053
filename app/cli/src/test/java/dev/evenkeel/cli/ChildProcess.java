package dev.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command in a process of its own, which a test may kill.
final class ChildProcess {
  private ChildProcess() {}

  /// The command without its arguments.
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dorg.jooq.no-logo=true",
        "-Dorg.jooq.no-tips=true",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /// Replays the example into a home and ends.
  static List<String> replay(Path home, Object... options) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("replay", Cli.EXAMPLE.toString()));
    command.addAll(List.of("--home", home.toString(), "--port", "0", "--exit"));
    for (Object option : options) {
      command.add(String.valueOf(option));
    }
    return command;
  }
}

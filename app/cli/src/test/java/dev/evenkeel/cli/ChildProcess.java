package dev.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command in a process of its own, which a test may kill.
final class ChildProcess {
  private ChildProcess() {}

  /// Replays the example into a home and ends.
  static List<String> replay(Path home, Object... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dorg.jooq.no-logo=true"));
    command.addAll(
        List.of("-Dorg.jooq.no-tips=true", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "replay", Cli.EXAMPLE.toString()));
    command.addAll(List.of("--home", home.toString(), "--port", "0", "--exit"));
    for (Object option : options) {
      command.add(String.valueOf(option));
    }
    return command;
  }
}

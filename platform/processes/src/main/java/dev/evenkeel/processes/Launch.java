package dev.evenkeel.processes;

import java.util.List;
import java.util.Map;

/// A program to start.
///
/// @param command the program and its arguments; never a line for a shell
/// @param environment what it gets beside `PATH`, `HOME`, `TMPDIR` and `LANG`
public record Launch(List<String> command, Map<String, String> environment, Limits limits) {
  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("Cannot start a child: its command is empty");
    }
  }
}

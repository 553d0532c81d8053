package dev.evenkeel.runners;

import java.util.List;

/// What an attempt runs.
public sealed interface Program {
  /// Any program.
  ///
  /// @param command the program and its arguments, never a line for a shell. A bare name is looked
  ///   for on the declared `PATH`; a name with a slash is a file of the step's code
  record Exec(List<String> command) implements Program {
    public Exec {
      command = List.copyOf(command);
      if (command.isEmpty() || command.getFirst().isBlank()) {
        throw new IllegalArgumentException("Cannot run a program: its command is empty");
      }
    }
  }

  /// A Python script in an environment of its own.
  ///
  /// @param script a file of the step's code
  /// @param requirements the text of a `requirements.txt`; empty when it needs no package
  /// @param where that text stands, for messages
  /// @param python the version it wants, such as `3.11`; empty for any
  record Python(
      String script, List<String> arguments, String requirements, String where, String python)
      implements Program {
    public Python {
      arguments = List.copyOf(arguments);
    }
  }

  /// A program in an image of a container.
  ///
  /// @param command what is run in it; the image's own is not known to us
  record Container(String image, List<String> command) implements Program {
    public Container {
      command = List.copyOf(command);
      if (image.isBlank() || command.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot run a container: image and command must be named, got `%s` and %s"
                .formatted(image, command));
      }
    }
  }

  /// Java in the server, known by its name.
  record Builtin(String name) implements Program {}
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where a password comes from: never from the arguments, which every process of the machine may
/// read and the shell remembers.
final class NewPassword {
  private static final int CHARS_MAX = 1_000;

  @Option(names = "--ask", description = "Asks for the password (default: one is made).")
  boolean ask;

  @Option(names = "--stdin", description = "Takes the password from the first line of the input.")
  boolean stdin;

  /// What was typed; empty when one shall be made.
  Optional<String> read() {
    if (ask && stdin) {
      throw wrong("--ask and --stdin exclude each other", "give one of them");
    }
    if (stdin) {
      return Optional.of(line());
    }
    return ask ? Optional.of(typed()) : Optional.empty();
  }

  private static String line() {
    try {
      // Not closed: it is the process's.
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      StringBuilder line = new StringBuilder();
      for (int sign = in.read(); sign >= 0 && sign != '\n'; sign = in.read()) {
        if (line.length() >= CHARS_MAX) {
          throw wrong("the input's first line is too long for a password", "");
        }
        line.append((char) sign);
      }
      return line.toString().stripTrailing();
    } catch (IOException e) {
      throw wrong("the input cannot be read", "");
    }
  }

  // It still may be null, where the JDK is told to keep to the old console.
  @SuppressWarnings("SystemConsoleNull")
  private static String typed() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw wrong("there is no terminal to ask at", "use --stdin");
    }
    char[] first = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (first == null || !Arrays.equals(first, again)) {
      throw wrong("the two differ", "try again");
    }
    return new String(first);
  }

  private static RuntimeException wrong(String what, String remedy) {
    return Problem.of(Problem.Kind.INPUT, what, remedy).asException();
  }
}

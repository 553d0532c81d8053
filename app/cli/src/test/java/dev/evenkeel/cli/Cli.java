package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/// Runs the command as a person would, inside of the test's process.
final class Cli {
  static final Path EXAMPLE = Path.of("../../examples/home-sales").toAbsolutePath().normalize();

  private Cli() {}

  /// What a person saw.
  record Seen(int exitCode, String out, String err) {}

  static Seen run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts = new String[arguments.length];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = String.valueOf(arguments[index]);
    }
    int exitCode = command.execute(texts);
    return new Seen(exitCode, out.toString(), err.toString());
  }
}

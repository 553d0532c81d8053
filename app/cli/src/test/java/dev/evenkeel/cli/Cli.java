package dev.evenkeel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// Runs the command as a person would, inside of the test's process.
final class Cli {
  static final Path EXAMPLE = Path.of("../../examples/home-sales").toAbsolutePath().normalize();

  private Cli() {}

  /// What a person saw.
  record Seen(int exitCode, String out, String err) {}

  /// The same at a running server.
  static Seen at(URI server, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server));
    return run(all.toArray());
  }

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

package dev.evenkeel.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/// Whether values that a contract classifies are shown, which only editors may ask for.
final class UnmaskedMixin {
  @Option(
      names = "--unmasked",
      description = "Shows the values of classified columns too, to editors.")
  boolean isUnmasked;

  /// What it adds to a server's address.
  Map<String, String> query() {
    return isUnmasked ? Map.of("unmasked", "true") : Map.of();
  }
}

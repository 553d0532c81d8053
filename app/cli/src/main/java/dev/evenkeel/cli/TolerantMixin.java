package dev.evenkeel.cli;

import picocli.CommandLine.Option;

/// How strictly a contract is read.
final class TolerantMixin {
  @Option(names = "--tolerant", description = "Allow keys that are not in the standard.")
  boolean isTolerant;
}

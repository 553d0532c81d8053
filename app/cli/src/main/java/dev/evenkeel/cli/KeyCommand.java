package dev.evenkeel.cli;

import dev.evenkeel.registry.exchange.CosignKeys;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Keys by which exported models are signed.
@Command(
    name = "key",
    description = "Makes keys to sign exported models by.",
    mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {
  @Spec CommandSpec spec;

  KeyCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create?");
  }

  @Command(
      name = "create",
      description = "Makes NAME.key, which is secret, and NAME.pub, which is for everyone.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "Name of both files, with their folder.")
          String name) {
    Path key = Path.of(name + ".key");
    Path pub = Path.of(name + ".pub");
    CosignKeys.create(key, pub);
    spec.commandLine()
        .getOut()
        .printf("Made %s (keep it secret; it has no password) and %s.%n", key, pub);
    return 0;
  }
}

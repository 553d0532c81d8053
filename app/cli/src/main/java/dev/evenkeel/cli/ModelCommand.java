package dev.evenkeel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The registry of a running server.
@Command(
    name = "model",
    description = "Registers models at a running server, and shows what it has.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelRegisterCommand.class,
      ModelListCommand.class,
      ModelShowCommand.class,
      ModelAliasCommand.class,
      ModelProtectCommand.class,
      ModelExportCommand.class,
      ModelImportCommand.class
    })
final class ModelCommand extends ModelExplainCommands implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "register, list, show, tag, describe, compare, card, alias, protect, export or import?");
  }
}

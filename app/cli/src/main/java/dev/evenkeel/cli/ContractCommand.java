package dev.evenkeel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Data contracts, without a server.
@Command(
    name = "contract",
    description =
        "Drafts and checks data contracts (ODCS 3.0 to 3.2), data by them, and what a change of one breaks.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ContractLintCommand.class,
      ContractTestCommand.class,
      ContractInferCommand.class,
      ContractDiffCommand.class,
      ContractDocsCommand.class,
      ContractHistoryCommand.class
    })
final class ContractCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "lint, test, infer, diff, docs or history?");
  }
}

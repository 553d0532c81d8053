package dev.evenkeel.cli;

import dev.evenkeel.console.ContractDocs;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A contract as a page.
@Command(
    name = "docs",
    description = {
      "Writes a contract as one page of HTML that needs no other file: who, what, every demand in words.",
      "Secrets of servers and examples of classified data are left out."
    },
    mixinStandardHelpOptions = true)
final class ContractDocsCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CONTRACT", description = "A contract of ODCS 3.0 to 3.2.")
  Path contract = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the page there and not to the terminal.")
  Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "Write over a file that is there.")
  boolean isForced;

  @Mixin TolerantMixin reading = new TolerantMixin();

  @Override
  public Integer call() {
    output.ifPresent(file -> NewFile.demandFree(file, isForced));
    String page =
        new String(
            ContractDocs.html(ContractText.document(contract, reading.isTolerant)),
            StandardCharsets.UTF_8);
    PrintWriter out = spec.commandLine().getOut();
    if (output.isPresent()) {
      NewFile.write(output.get(), page, isForced);
      out.println(output.get());
    } else {
      out.print(page);
      out.flush();
    }
    return 0;
  }
}

package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// Takes a model from a notebook to a service that keeps itself right.
@Command(
    name = "evenkeel",
    description = "Takes a model from a notebook to a service that keeps itself right.",
    mixinStandardHelpOptions = true,
    version = "evenkeel 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          ReplayCommand.class,
          ServeCommand.class,
          ScoreCommand.class,
          ServerCommand.class,
          ModelCommand.class,
          ContractCommand.class,
          DataCommand.class,
          CleanCommand.class,
          KeyCommand.class,
          PromoteCommand.class,
          ReproduceCommand.class,
          ApprovalsCommand.class,
          ApproveCommand.class,
          RejectCommand.class,
          AuditCommand.class,
          DeploymentCommand.class,
          ExperimentCommand.class,
          RunCommand.class,
          PipelineCommand.class,
          UserCommand.class,
          TokenCommand.class,
          ProjectCommand.class,
          TraceCommand.class,
          WebhookCommand.class,
          SecretCommand.class,
          RecordStartCommand.class);

  private Main() {}

  /// Runs a command; exit codes: 0 done, 1 our fault, 2 wrong input, 3 done but for rows that were
  /// set aside, 4 not found, 5 conflict, 6 environment, 7 busy, 8 not allowed.
  public static void main(String[] arguments) {
    // Iceberg and others log before a home is known; the terminal is for people.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(command(arguments.length == 0 ? "" : arguments[0]).execute(arguments));
  }

  static CommandLine command() {
    return command(COMMANDS);
  }

  /// With the one command that the first argument names, or with all when it names none: what is
  /// not asked for is not read, which would take longer than many a command itself.
  static CommandLine command(String first) {
    return command(
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(first))
            .findFirst()
            .<List<Class<?>>>map(List::of)
            .orElse(COMMANDS));
  }

  private static CommandLine command(List<Class<?>> types) {
    CommandLine whole = new CommandLine(new Main());
    types.forEach(whole::addSubcommand);
    return whole
        .setExecutionExceptionHandler((failure, command, _) -> explain(failure, command.getErr()))
        .setParameterExceptionHandler((failure, _) -> explain(failure));
  }

  private static int explain(Exception failure, PrintWriter err) {
    if (failure instanceof ProblemException known) {
      err.println("evenkeel: " + known.problem());
      return known.problem().kind().exitCode();
    }
    err.println("evenkeel: something went wrong on our side: " + failure);
    failure.printStackTrace(err);
    return Problem.Kind.INTERNAL.exitCode();
  }

  private static int explain(ParameterException failure) {
    PrintWriter err = failure.getCommandLine().getErr();
    err.println("evenkeel: " + failure.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
    err.println(
        "Try: %s --help".formatted(failure.getCommandLine().getCommandSpec().qualifiedName()));
    return Problem.Kind.INPUT.exitCode();
  }
}

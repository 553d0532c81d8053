package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runners.keeper.End;
import java.io.IOException;

/// Says in plain words how a program ended.
final class Judge {
  private static final int SIGNAL = 128;
  private static final int KILLED = 137;
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;
  private static final int FILE_TOO_LARGE = 153;

  private final Kept.Order order;
  private final AttemptFolder folder;

  Judge(Kept.Order order, AttemptFolder folder) {
    this.order = order;
    this.folder = folder;
  }

  Progress judge(End end) throws IOException {
    StepLimits limits = order.limits();
    return switch (end.cause()) {
      case EXIT -> end.exit() == 0 ? outputs() : exit(end.exit());
      case TIME ->
          failed(
              Progress.Cause.TIME,
              end,
              "`%s` took longer than %s".formatted(order.program(), words(limits.time())),
              "raise the step's timeout, or give it less to do");
      case MEMORY ->
          failed(
              Progress.Cause.MEMORY,
              end,
              "`%s` took %s of memory and may take %,d MiB"
                  .formatted(
                      order.program(),
                      end.memoryBytes() == 0
                          ? "more"
                          : "%,d MiB".formatted(end.memoryBytes() >> 20),
                      limits.memoryBytes() >> 20),
              "raise the step's memory, or give it less to do");
      case PROCESSES ->
          failed(
              Progress.Cause.PROCESSES,
              end,
              "`%s` ran more than %d processes at once"
                  .formatted(order.program(), limits.processes()),
              "raise the step's processes, or start fewer");
      case SPACE ->
          failed(
              Progress.Cause.SPACE,
              end,
              "`%s` wrote more than %,d bytes".formatted(order.program(), limits.outputBytes()),
              "raise the step's output, or write less");
      case STOPPED ->
          failed(Progress.Cause.STOPPED, end, "`%s` was stopped".formatted(order.program()), "");
      case NEVER ->
          failed(
              Progress.Cause.ENVIRONMENT,
              end,
              "`%s` cannot be started: %s".formatted(order.program(), end.message()),
              "check this machine's disk and memory");
    };
  }

  private Progress outputs() throws IOException {
    try {
      return new Progress.Ok(
          new OutputReader(folder, order.outputs(), order.limits().outputBytes()).read());
    } catch (ProblemException e) {
      return new Progress.Failed(Progress.Cause.OUTPUTS, e.problem(), 0);
    }
  }

  private Progress exit(int exit) {
    String program = order.program();
    Problem problem =
        switch (exit) {
          case KILLED ->
              Problem.of(
                  Problem.Kind.INPUT,
                  "`%s` was killed from outside (137)".formatted(program),
                  "most likely this machine ran out of memory: lower the step's memory or run fewer"
                      + " steps at once");
          case NOT_FOUND ->
              Problem.of(
                  Problem.Kind.INPUT,
                  "`%s`, or a program that it calls, is missing (127)".formatted(program),
                  "the last lines of its log name it; install it, or declare PATH in the step's"
                      + " environment");
          case NOT_EXECUTABLE ->
              Problem.of(
                  Problem.Kind.INPUT,
                  "`%s`, or a program that it calls, may not be executed (126)".formatted(program),
                  "the last lines of its log name it; check its first line and its rights");
          case FILE_TOO_LARGE ->
              Problem.of(
                  Problem.Kind.INPUT,
                  "`%s` wrote a file of more than %,d bytes (153)"
                      .formatted(program, order.limits().outputBytes()),
                  "raise the step's output, or write less");
          default ->
              Problem.of(
                  Problem.Kind.INPUT,
                  exit > SIGNAL
                      ? "`%s` was ended by signal %d (%d)".formatted(program, exit - SIGNAL, exit)
                      : "`%s` ended with %d".formatted(program, exit),
                  "look at the last lines of its log");
        };
    return new Progress.Failed(
        exit == FILE_TOO_LARGE ? Progress.Cause.SPACE : Progress.Cause.EXIT, problem, exit);
  }

  private static Progress failed(Progress.Cause cause, End end, String what, String remedy) {
    Problem.Kind kind =
        switch (cause) {
          case TIME -> Problem.Kind.TIMEOUT;
          case MEMORY, PROCESSES, SPACE -> Problem.Kind.TOO_LARGE;
          case ENVIRONMENT -> Problem.Kind.ENVIRONMENT;
          case EXIT, STOPPED, OUTPUTS -> Problem.Kind.INPUT;
        };
    return new Progress.Failed(cause, Problem.of(kind, what, remedy), end.exit());
  }

  private static String words(java.time.Duration time) {
    return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}

package dev.evenkeel.steps;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.CodeFiles;
import dev.evenkeel.pipelines.definition.Execution.Resources;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.Handle;
import dev.evenkeel.runners.LogPart;
import dev.evenkeel.runners.Output;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.Progress;
import dev.evenkeel.runners.StepLimits;
import dev.evenkeel.runners.StepRunner;
import dev.evenkeel.tables.Scratch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A program of the user's own: a Python script, or anything that a machine can run.
///
/// Its attempt has a name that stays the same after a crash, so that a server that begins it anew
/// finds the program that works already.
final class ProgramStep implements StepAction {
  static final String PYTHON = "python";
  static final String EXEC = "exec";

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final long LOOK_MIN_MILLIS = 20;
  private static final long LOOK_MAX_MILLIS = 500;
  private static final int LOG_BYTES = 256 << 10;

  private final String name;
  private final Map<String, StepRunner> runners;
  private final ProgramFiles files;
  private final Supplier<Map<String, String>> environment;
  private final Runnable guard;

  /// @param runners by their names; `process` where a step names none
  /// @param environment what every program is told, such as the server's address
  /// @param guard throws for whoever may not run programs
  ProgramStep(
      String name,
      Map<String, StepRunner> runners,
      ProgramFiles files,
      Supplier<Map<String, String>> environment,
      Runnable guard) {
    this.name = name;
    this.runners = Map.copyOf(runners);
    this.files = files;
    this.environment = environment;
    this.guard = guard;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void check(Map<String, String> with) {
    guard.run();
    Set<String> optional = Set.of("arguments", "pythonVersion", "into", CodeFiles.CODE, "files");
    Settings.check(name, with, Set.of(name.equals(PYTHON) ? "script" : "command"), optional);
    if (name.equals(EXEC)) {
      command(with);
    }
  }

  /// The code is among the settings.
  @Override
  public Optional<String> code(StepContext context) {
    return Optional.of(name);
  }

  @Override
  public Map<String, String> run(StepContext context) {
    String wanted = context.step().execution().runner();
    StepRunner runner = runners.get(wanted.isEmpty() ? "process" : wanted);
    if (runner == null) {
      throw Settings.wrong(
          "no runner is called `%s`".formatted(Names.abbreviate(wanted)),
          "one of " + String.join(", ", runners.keySet().stream().sorted().toList()),
          "");
    }
    try (Scratch scratch = Scratch.create()) {
      Handle handle = runner.submit(attempt(context, scratch));
      Map<String, Output> left = await(context, runner, handle);
      Map<String, String> answers = files.answers(context, left);
      runner.forget(handle);
      return answers;
    }
  }

  private Attempt attempt(StepContext context, Scratch scratch) {
    StepContext.Own step = context.step();
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    context.parameters().forEach((key, value) -> parameters.put(key, StringNode.valueOf(value)));
    step.item().ifPresent(item -> parameters.put("item", StringNode.valueOf(item)));
    Map<String, String> variables = new LinkedHashMap<>(environment.get());
    variables.putAll(step.execution().environment());
    return Attempt.of(id(context), 1, program(context))
        .withCode(codeFiles(context.with()))
        .withParameters(parameters)
        .withInputs(files.inputs(context, scratch.folder()))
        .withOutputs(ProgramFiles.expected(step.declared()))
        .withEnvironment(variables)
        .withSecrets(step.execution().secrets())
        .withLimits(limits(context));
  }

  /// A label of DNS that names the attempt, whoever begins it.
  private static String id(StepContext context) {
    return "s-" + Digests.of(context.attemptId()).substring("sha256:".length()).substring(0, 40);
  }

  private Program program(StepContext context) {
    Map<String, String> with = context.with();
    if (name.equals(EXEC)) {
      List<String> command = command(with);
      String image = context.step().execution().image();
      return image.isEmpty() ? new Program.Exec(command) : new Program.Container(image, command);
    }
    String requirements = codeFiles(with).getOrDefault(CodeFiles.REQUIREMENTS, "");
    return new Program.Python(
        with.getOrDefault("script", ""),
        PortType.texts(with.getOrDefault("arguments", "[]")).orElse(List.of()),
        requirements,
        CodeFiles.REQUIREMENTS,
        with.getOrDefault("pythonVersion", ""));
  }

  private static List<String> command(Map<String, String> with) {
    return CodeFiles.command(with.getOrDefault("command", ""))
        .orElseThrow(() ->
            Settings.wrong(
                "the command of an `exec` step cannot be read",
                "a list such as `[./prepare.sh, --fast]`",
                ""));
  }

  private static Map<String, String> codeFiles(Map<String, String> with) {
    String code = with.get(CodeFiles.CODE);
    return code == null ? Map.of() : Json.read(code, TEXTS);
  }

  private static StepLimits limits(StepContext context) {
    Resources wanted = context.step().execution().resources();
    StepLimits limits =
        StepLimits.USUAL.withTime(context.step().execution().timeout().orElse(LONGEST));
    if (wanted.memoryBytes() > 0) {
      limits = limits.withMemory(wanted.memoryBytes());
    }
    return wanted.cpu() > 0 ? limits.withCpus(wanted.cpu()) : limits;
  }

  private Map<String, Output> await(StepContext context, StepRunner runner, Handle handle) {
    long offset = 0;
    long pause = LOOK_MIN_MILLIS;
    String told = "";
    while (true) {
      Progress progress = runner.poll(handle);
      if (progress instanceof Progress.Queued(String why) && !why.equals(told)) {
        context.step().log().line("[evenkeel] " + why);
        told = why;
      }
      offset = copyLog(context, runner, handle, offset, progress.isOver());
      switch (progress) {
        case Progress.Ok(var outputs) -> {
          return outputs;
        }
        case Progress.Failed failed -> throw failure(runner, handle, failed);
        case Progress.Lost(String why) -> {
          runner.forget(handle);
          throw problem(Problem.Kind.INTERNAL, "nobody knows how it ended: " + why, "");
        }
        case Progress.Queued _, Progress.Running _ -> {}
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        // A server that stops leaves its programs alone: the next one finds them.
        if (context.step().unwanted().getAsBoolean()) {
          end(runner, handle);
        }
        throw new IllegalStateException("Cannot finish a step: interrupted", e);
      }
      pause = Math.min(LOOK_MAX_MILLIS, pause * 2);
    }
  }

  private static long copyLog(
      StepContext context, StepRunner runner, Handle handle, long from, boolean isOver) {
    long offset = from;
    while (true) {
      LogPart part = runner.logs(handle, offset, LOG_BYTES);
      part.text().lines().forEach(context.step().log()::line);
      boolean isWhole = part.next() == offset || part.whole();
      offset = part.next();
      if (isWhole || !isOver) {
        return offset;
      }
    }
  }

  private static void end(StepRunner runner, Handle handle) {
    runner.stop(handle, GRACE);
    long deadline = System.nanoTime() + GRACE.plusSeconds(5).toNanos();
    while (!runner.poll(handle).isOver() && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      // The interrupt that brought us here would let every further wait end at once.
      boolean _ = Thread.interrupted();
    }
    runner.forget(handle);
    Thread.currentThread().interrupt();
  }

  private static ProblemException failure(
      StepRunner runner, Handle handle, Progress.Failed failed) {
    runner.forget(handle);
    boolean mayEndOtherwise =
        switch (failed.cause()) {
          case EXIT, TIME, MEMORY, ENVIRONMENT -> true;
          case PROCESSES, SPACE, STOPPED, OUTPUTS -> false;
        };
    return problem(
        mayEndOtherwise ? Problem.Kind.INTERNAL : Problem.Kind.INPUT,
        failed.problem().what(),
        failed.problem().remedy());
  }

  private static ProblemException problem(Problem.Kind kind, String what, String remedy) {
    return Problem.of(kind, what, remedy).asException();
  }
}

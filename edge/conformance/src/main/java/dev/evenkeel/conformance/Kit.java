package dev.evenkeel.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs the checks, one after the other.
final class Kit {
  private final Options options;

  Kit(Options options) {
    this.options = options;
  }

  static List<Check> checks() {
    return Stream.of(
            ServerChecks.all(),
            InferChecks.all(),
            Refusals.all(),
            BinaryChecks.all(),
            ExtensionChecks.all(),
            GrpcChecks.all())
        .flatMap(List::stream)
        .toList();
  }

  /// Asks everything.
  ///
  /// @param each hears of every result as it comes
  List<Result> run(Consumer<Result> each) {
    List<Result> results = new ArrayList<>();
    try (Server server = new Server(options)) {
      for (Check check : checks()) {
        if (wanted(check)) {
          Result result = run(check, server);
          each.accept(result);
          results.add(result);
        }
      }
    }
    return results;
  }

  private boolean wanted(Check check) {
    return options.only().isEmpty() || options.only().stream().anyMatch(check.name()::startsWith);
  }

  private Result run(Check check, Server server) {
    long started = System.nanoTime();
    Result.Outcome outcome;
    String reason = "";
    try {
      check.body().ask(server);
      outcome = Result.Outcome.PASSED;
    } catch (Check.NotOffered e) {
      outcome = Result.Outcome.NOT_OFFERED;
      reason = text(e);
    } catch (Exception e) {
      boolean counts = check.level() == Check.Level.REQUIRED || options.strict();
      outcome = counts ? Result.Outcome.FAILED : Result.Outcome.ADVICE;
      reason = e instanceof Check.Broken ? text(e) : "the kit could not read the answer: " + e;
    }
    return new Result(check, outcome, reason, (System.nanoTime() - started) / 1_000_000);
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}

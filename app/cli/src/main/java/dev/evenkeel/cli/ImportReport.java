package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What an import brought, and what it left out and why.
final class ImportReport {
  private static final int TOLD_MAX = 1_000;
  private static final int WHY_CHARS_MAX = 500;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// What is counted.
  enum Count {
    EXPERIMENTS,
    RUNS,
    RUNS_PRESENT,
    DATASETS,
    FILES,
    MODELS,
    VERSIONS,
    VERSIONS_PRESENT
  }

  /// What is left out by its kind.
  enum Left {
    DELETED_EXPERIMENTS,
    DELETED_RUNS,
    TRACES,
    OTHER;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final PrintWriter err;
  private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
  private final Map<Left, Integer> lefts = new EnumMap<>(Left.class);
  private final List<String> leftOut = new ArrayList<>();
  private int untold;
  private long said = System.nanoTime();

  ImportReport(PrintWriter err) {
    this.err = err;
  }

  /// Counts one, and says now and then how far it is.
  void add(Count what) {
    counts.merge(what, 1, Integer::sum);
    long now = System.nanoTime();
    if (now - said >= EVERY_NANOS) {
      said = now;
      err.printf("imported %,d runs, %,d files%n", count(Count.RUNS), count(Count.FILES));
      err.flush();
    }
  }

  int count(Count what) {
    return counts.getOrDefault(what, 0);
  }

  void leaveOut(String what, String why) {
    leaveOut(Left.OTHER, 1, what, why);
  }

  /// @param count how many of them this one line tells of
  void leaveOut(Left kind, int count, String what, String why) {
    lefts.merge(kind, count, Integer::sum);
    if (leftOut.size() < TOLD_MAX) {
      leftOut.add(Names.abbreviate(what) + ": " + printable(why));
    } else {
      untold++;
    }
  }

  /// It may quote a stranger.
  private static String printable(String why) {
    String safe = why.replaceAll("\\p{C}", "?");
    return safe.length() > WHY_CHARS_MAX ? safe.substring(0, WHY_CHARS_MAX) + "..." : safe;
  }

  /// Does the work, or says why this one thing is left out. What would stop all other work too,
  /// such as a server that is gone, still does.
  ///
  /// @return whether it was done
  boolean attempt(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (ProblemException e) {
      switch (e.problem().kind()) {
        case INPUT, MALFORMED, TOO_LARGE, NOT_FOUND, CONFLICT, UNSUPPORTED ->
            leaveOut(what, e.problem().sentence());
        default -> throw e;
      }
      return false;
    }
  }

  /// As [#attempt] does, and what the other server fails at is left out too.
  boolean attemptToFetch(String what, Runnable work) {
    try {
      return attempt(what, work);
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.INTERNAL) {
        throw e;
      }
      leaveOut(what, e.problem().sentence());
      return false;
    }
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Count each : Count.values()) {
      json.put(each.name().toLowerCase(Locale.ROOT), count(each));
    }
    Map<String, Integer> kinds = new LinkedHashMap<>();
    lefts.forEach((kind, count) -> kinds.put(kind.name().toLowerCase(Locale.ROOT), count));
    json.put("left_out_counts", kinds);
    json.put("left_out", leftOut);
    json.put("left_out_untold", untold);
    return json;
  }

  void print(PrintWriter out) {
    out.printf(
        "Imported %d experiments, %d runs, %d datasets, %d files, %d models, %d versions.%n",
        count(Count.EXPERIMENTS),
        count(Count.RUNS),
        count(Count.DATASETS),
        count(Count.FILES),
        count(Count.MODELS),
        count(Count.VERSIONS));
    if (count(Count.RUNS_PRESENT) + count(Count.VERSIONS_PRESENT) > 0) {
      out.printf(
          "Already here: %d runs, %d versions.%n",
          count(Count.RUNS_PRESENT), count(Count.VERSIONS_PRESENT));
    }
    if (!leftOut.isEmpty()) {
      out.printf(
          "Left out: %s.%n",
          lefts.entrySet().stream()
              .map(each -> "%,d %s".formatted(each.getValue(), each.getKey().word()))
              .collect(Collectors.joining(", ")));
      leftOut.forEach(each -> out.printf("  %s%n", each));
      if (untold > 0) {
        out.printf("  and %,d more%n", untold);
      }
    }
  }
}

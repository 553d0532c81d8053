package dev.evenkeel.conformance;

import java.io.PrintStream;
import java.util.List;

/// The program.
public final class Main {
  private static final int WRONG = 2;

  private Main() {}

  /// Asks the server that the arguments name, and ends with the exit code.
  public static void main(String[] arguments) {
    // else the gRPC library uses what Java warns about
    System.setProperty("io.grpc.netty.shaded.io.netty.noUnsafe", "true");
    System.exit(run(System.out, System.err, arguments));
  }

  /// Asks the server that the arguments name.
  ///
  /// @return 0 when nothing failed, 1 when something did, 2 when nobody could be asked
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (Options.Wrong e) {
      err.println(e.getMessage());
      err.println();
      err.print(Options.USAGE);
      return WRONG;
    }
    if (!answers(options, err)) {
      return WRONG;
    }
    List<Result> results =
        new Kit(options)
            .run(result -> {
              if (!options.json()) {
                out.println(Report.line(result));
              }
            });
    out.println(options.json() ? Report.json(options, results) : Report.summary(results));
    return Report.good(results) ? 0 : 1;
  }

  private static boolean answers(Options options, PrintStream err) {
    try (Http http = new Http(options)) {
      http.get("v2/health/live");
      return true;
    } catch (Check.Broken e) {
      err.printf(
          "nobody answers at %s: %s%nIs the server started, and is this its address?%n",
          options.address(), e.getMessage());
      return false;
    }
  }
}

package dev.evenkeel.data;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A cleaning that tells how far it is, as lines of JSON: `{"progress": …}` from time to time, then
/// `{"report": …}` or `{"problem": …}`. It goes on when the client goes away.
final class CleaningStream {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private CleaningStream() {}

  static Reply of(Function<CleaningProgress, Cleaning.Report> cleaning) {
    return new Reply.Streamed(
        200,
        "application/x-ndjson",
        out -> write(cleaning, out),
        Map.of("Cache-Control", "no-store"));
  }

  private static void write(Function<CleaningProgress, Cleaning.Report> cleaning, OutputStream out)
      throws IOException {
    Lines lines = new Lines(out);
    Object last;
    try {
      last = Map.of("report", cleaning.apply(lines));
    } catch (ProblemException e) {
      last = Map.of("problem", said(e.problem()));
    }
    line(out, last);
  }

  private static Map<String, Object> said(Problem problem) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("kind", problem.kind().name());
    said.put("detail", problem.what());
    said.put("where", problem.where());
    said.put("expected", problem.expected());
    said.put("remedy", problem.remedy());
    return said;
  }

  private static void line(OutputStream out, Object value) throws IOException {
    out.write((Json.text(value) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// The first and the last of each step, and some between.
  private static final class Lines implements CleaningProgress {
    private final OutputStream out;
    private long said;
    private boolean isAlone;

    Lines(OutputStream out) {
      this.out = out;
    }

    @Override
    public void at(String step, long done, long of, long bytes) {
      long now = System.nanoTime();
      if (isAlone || (done > 1 && done < of && now - said < EVERY_NANOS)) {
        return;
      }
      said = now;
      try {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("step", step);
        progress.put("done", done);
        progress.put("of", of);
        progress.put("bytes", bytes);
        line(out, Map.of("progress", progress));
      } catch (IOException | UncheckedIOException e) {
        isAlone = true;
      }
    }
  }
}

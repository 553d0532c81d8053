package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_LOG;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What steps wrote while they worked, in parts, in the metadata database, so that every node can
/// show it.
final class StepLogs {
  private static final int PART_CHARS = 64_000;
  private static final int LINE_CHARS = 8_000;
  private static final long CHARS_MAX = 10_000_000;
  private static final long FLUSH_NANOS = 500_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(StepLogs.class);

  private final Database database;

  StepLogs(Database database) {
    this.database = database;
  }

  /// A stretch of a log.
  ///
  /// @param part counts from 1
  record Part(int part, Instant at, String lines) {}

  /// The log of an attempt, to write. Parts that an earlier epoch wrote stay.
  Writer writer(String runId, String step, int attempt) {
    return new Writer(runId, step, attempt);
  }

  List<Part> parts(String runId, String step, int attempt, int after, int limit) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_LOG)
            .where(PIPELINES_LOG.RUN_ID.eq(runId))
            .and(PIPELINES_LOG.STEP.eq(step))
            .and(PIPELINES_LOG.ATTEMPT.eq(attempt))
            .and(PIPELINES_LOG.PART.gt(after))
            .orderBy(PIPELINES_LOG.PART)
            .limit(limit)
            .fetch()
            .map(row -> new Part(row.getPart(), row.getAt(), row.getLines())));
  }

  /// The last part of a log.
  Optional<Part> last(String runId, String step, int attempt) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_LOG)
            .where(PIPELINES_LOG.RUN_ID.eq(runId))
            .and(PIPELINES_LOG.STEP.eq(step))
            .and(PIPELINES_LOG.ATTEMPT.eq(attempt))
            .orderBy(PIPELINES_LOG.PART.desc())
            .limit(1)
            .fetchOptional()
            .map(row -> new Part(row.getPart(), row.getAt(), row.getLines())));
  }

  /// Gathers lines, and writes them twice a second at most.
  final class Writer implements StepLog, AutoCloseable {
    private final String runId;
    private final String step;
    private final int attempt;
    private final StringBuilder waiting = new StringBuilder();
    private long written;
    private long last = System.nanoTime() - FLUSH_NANOS;
    private boolean isFull;

    private Writer(String runId, String step, int attempt) {
      this.runId = runId;
      this.step = step;
      this.attempt = attempt;
    }

    @Override
    public synchronized void line(String line) {
      if (isFull) {
        return;
      }
      waiting.append(line, 0, Math.min(LINE_CHARS, line.length())).append('\n');
      if (written + waiting.length() > CHARS_MAX) {
        isFull = true;
        waiting.append("… the rest is left out: a log holds %d characters\n".formatted(CHARS_MAX));
      }
      if (isFull || waiting.length() >= PART_CHARS || System.nanoTime() - last >= FLUSH_NANOS) {
        flush();
      }
    }

    /// Writes what waits.
    synchronized void flush() {
      if (waiting.isEmpty()) {
        return;
      }
      // PostgreSQL keeps no such character in a text.
      String lines = waiting.toString().replace('\0', '?');
      waiting.setLength(0);
      written += lines.length();
      last = System.nanoTime();
      try {
        write(lines);
      } catch (ProblemException e) {
        LOG.warn("Cannot keep {} characters of a step's log", lines.length(), e);
      }
    }

    private void write(String lines) {
      database.write(sql -> {
        int part =
            sql.select(DSL.coalesce(DSL.max(PIPELINES_LOG.PART), 0))
                .from(PIPELINES_LOG)
                .where(PIPELINES_LOG.RUN_ID.eq(runId))
                .and(PIPELINES_LOG.STEP.eq(step))
                .and(PIPELINES_LOG.ATTEMPT.eq(attempt))
                .fetchSingle(row -> Objects.requireNonNullElse(row.value1(), 0));
        return sql.insertInto(PIPELINES_LOG)
            .set(PIPELINES_LOG.RUN_ID, runId)
            .set(PIPELINES_LOG.STEP, step)
            .set(PIPELINES_LOG.ATTEMPT, attempt)
            .set(PIPELINES_LOG.PART, part + 1)
            .set(PIPELINES_LOG.AT, Instant.now())
            .set(PIPELINES_LOG.LINES, lines)
            .execute();
      });
    }

    @Override
    public void close() {
      flush();
    }
  }
}

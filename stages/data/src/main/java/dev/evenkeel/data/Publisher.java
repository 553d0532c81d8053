package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.data.DatasetVersion.State;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/// Takes a draft to a version that can be read: a row in state STAGED, Iceberg's commit on a
/// branch, a look at what lies there, `main` and tag in a second commit, the row in state
/// PUBLISHED. Nobody reads anything before, and a crash after any step leaves what [#reconcile]
/// finishes or drops.
final class Publisher {
  /// Of a version's tags in Iceberg, the newest stay; older ones if something refers to them.
  private static final int TAGS_KEPT = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Publishing takes a moment once the files are written; whoever needs so long is dead.
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final Database database;
  private final VersionRows versions;
  private final StageRows stages;
  private final IcebergTables tables;
  private final Function<String, Set<Integer>> referenced;
  private Consumer<PublishStep> afterStep = _ -> {};
  private volatile Consumer<DatasetVersion> published = _ -> {};

  /// @param referenced numbers of a dataset's versions that something refers to
  Publisher(Database database, IcebergTables tables, Function<String, Set<Integer>> referenced) {
    this.database = database;
    this.versions = new VersionRows(database);
    this.stages = new StageRows(database);
    this.tables = tables;
    this.referenced = referenced;
  }

  /// For tests: what to do after each step.
  void afterEachStep(Consumer<PublishStep> action) {
    afterStep = action;
  }

  /// Who is told of each version that can be read now; must not fail.
  void tell(Consumer<DatasetVersion> listener) {
    published = listener;
  }

  /// Who is told of each version that brings something new, in the transaction that publishes it.
  void tell(NewVersions listener) {
    versions.tell(listener);
  }

  void step(PublishStep done) {
    afterStep.accept(done);
  }

  /// Publishes, or leaves nothing: then the draft's new files are gone too.
  ///
  /// @param edit that the draft's schema was taken from
  /// @param again makes the same edit of the table as it is now
  DatasetVersion publish(Draft draft, TableEdit edit, Supplier<TableEdit> again) {
    DatasetVersion version = readable(draft, edit, again);
    published.accept(version);
    return version;
  }

  private DatasetVersion readable(Draft draft, TableEdit edit, Supplier<TableEdit> again) {
    String attempt = UUID.randomUUID().toString();
    try {
      DataDatasetVersionRecord staged = numbered(draft, () -> stages.stage(draft, attempt));
      step(PublishStep.STAGED);
      long snapshot = onDisk(() -> commit(draft, edit, again, staged));
      step(PublishStep.COMMITTED);
      versions.publish(staged, snapshot);
      return versions.version(draft.dataset(), staged.getNumber()).orElseThrow();
    } catch (RuntimeException e) {
      return settleAfter(e, draft, attempt);
    }
  }

  /// Keeps a batch that may not be read, with its results and its quarantine.
  DatasetVersion reject(Draft draft) {
    String attempt = UUID.randomUUID().toString();
    int number = numbered(draft, () -> stages.reject(draft, attempt)).getNumber();
    return versions.known(draft.dataset(), number).orElseThrow();
  }

  private DataDatasetVersionRecord numbered(
      Draft draft, Supplier<Optional<DataDatasetVersionRecord>> give) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<DataDatasetVersionRecord> staged = attempt(draft, give);
      if (staged.isPresent()) {
        return staged.get();
      }
      if (System.nanoTime() > giveUp) {
        throw Problem.of(
                Problem.Kind.BUSY,
                "dataset `%s` is being written to by another".formatted(draft.dataset()),
                "try again in a minute")
            .asException();
      }
      versions.staged(draft.dataset()).filter(Publisher::isAbandoned).ifPresent(this::settle);
      pause();
    }
  }

  private Optional<DataDatasetVersionRecord> attempt(
      Draft draft, Supplier<Optional<DataDatasetVersionRecord>> give) {
    try {
      return give.get();
    } catch (ProblemException e) {
      // Two nodes that stage at once: the database took one, and says so by its own exception.
      boolean isRace = e.problem().kind() == Problem.Kind.CONFLICT && e.getCause() != null;
      boolean isAnswered =
          draft.idempotencyKey().flatMap(key -> versions.byKey(draft.dataset(), key)).isPresent();
      if (isRace && !isAnswered) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isAbandoned(DataDatasetVersionRecord staged) {
    Instant made = staged.getMade();
    return made == null || made.plus(LEASE).isBefore(Clock.system().now());
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for another writer: interrupted", e);
    }
  }

  /// At most two commits of Iceberg's metadata.
  private long commit(
      Draft draft, TableEdit edit, Supplier<TableEdit> again, DataDatasetVersionRecord staged) {
    int number = staged.getNumber();
    if (!draft.changesFiles()) {
      return current(edit, again, draft, mine -> mine.commitTag(tag(number)));
    }
    String branch = branch(number);
    Map<String, String> summary = summary(draft, staged);
    current(edit, again, draft, mine -> mine.commitTo(branch, draft, summary));
    step(PublishStep.BRANCHED);
    Table table = tables.demand(draft.dataset());
    Audit.demandWhole(tables.files(), table, draft, branch, staged.getTotalRows());
    return tables.publish(table, tag(number), branch, tooOld(staged));
  }

  /// Another node may have committed between the edit and the staging; from then on none does.
  private static long current(
      TableEdit edit, Supplier<TableEdit> again, Draft draft, ToLongFunction<TableEdit> commit) {
    try {
      return commit.applyAsLong(edit);
    } catch (CommitFailedException | AlreadyExistsException e) {
      TableEdit fresh = again.get();
      if (!fresh.schemaJson().equals(edit.schemaJson())) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "the columns of dataset `%s` have changed meanwhile".formatted(draft.dataset()),
                "try again")
            .asException(e);
      }
      return commit.applyAsLong(fresh);
    }
  }

  private static Map<String, String> summary(Draft draft, DataDatasetVersionRecord staged) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("evenkeel.version", String.valueOf(staged.getNumber()));
    summary.put("evenkeel.digest", staged.getDigest());
    summary.put("evenkeel.contract", draft.contract());
    if (!draft.origin().uri().isEmpty()) {
      summary.put("evenkeel.source", draft.origin().uri());
    }
    if (!draft.origin().pipelineRun().isEmpty()) {
      summary.put("evenkeel.run", draft.origin().pipelineRun());
    }
    return summary;
  }

  private java.util.function.Predicate<String> tooOld(DataDatasetVersionRecord staged) {
    int last = staged.getNumber() - TAGS_KEPT;
    if (last < 1) {
      return _ -> false;
    }
    Set<Integer> kept = referenced.apply(staged.getDataset());
    return tag -> {
      int number = number(tag);
      return number >= 1 && number <= last && !kept.contains(number);
    };
  }

  /// Whether a failed commit took place may be unknown; the tag tells. What cannot be settled now,
  /// the next start settles.
  private DatasetVersion settleAfter(RuntimeException failure, Draft draft, String attempt) {
    try {
      Optional<DataDatasetVersionRecord> row = versions.of(draft.dataset(), attempt);
      if (row.isEmpty()) {
        draft.added().stream()
            .filter(file -> file.metrics().isPresent())
            .forEach(file -> tables.delete(file.path()));
      } else {
        if (row.get().getState().equals(State.STAGED.name())) {
          settle(row.get());
        }
        Optional<DatasetVersion> published =
            versions.version(draft.dataset(), row.get().getNumber());
        if (published.isPresent()) {
          return published.get();
        }
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  /// Finishes or drops what a crash left half done. Where several nodes work on one database, what
  /// is staged may be another's that lives.
  void reconcile() {
    Acting.asProduct(() -> {
      versions.staged().stream()
          .filter(row -> database.isSqlite() || isAbandoned(row))
          .forEach(this::settle);
      return true;
    });
  }

  private void settle(DataDatasetVersionRecord row) {
    Optional<Long> snapshot = tables.tagged(row.getDataset(), tag(row.getNumber()));
    if (snapshot.isPresent()) {
      versions.publish(row, snapshot.get());
    } else {
      tables.dropBranch(row.getDataset(), branch(row.getNumber()));
      versions.deleteFrom(row.getDataset(), row.getNumber()).forEach(tables::delete);
    }
  }

  static <T> T onDisk(Supplier<T> work) {
    try {
      return work.get();
    } catch (UncheckedIOException | UncheckedSQLException e) {
      throw unwritable(e);
    }
  }

  static RuntimeException unwritable(Exception e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the warehouse cannot be written: the disk is full or the folder is read-only",
            "free some space or give the process the right to write; what was stored before is intact")
        .asException(e);
  }

  static String tag(int number) {
    return "v" + number;
  }

  static List<String> tags(List<Integer> numbers) {
    return numbers.stream().map(Publisher::tag).toList();
  }

  private static String branch(int number) {
    return "wap-" + number;
  }

  private static int number(String tag) {
    return tag.matches("v[1-9]\\d{0,8}") ? Integer.parseInt(tag.substring(1)) : 0;
  }
}

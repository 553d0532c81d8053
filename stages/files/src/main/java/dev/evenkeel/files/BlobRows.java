package dev.evenkeel.files;

import static dev.evenkeel.store.schema.Tables.FILES_BLOB;

import dev.evenkeel.base.Clock;
import dev.evenkeel.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jooq.DSLContext;

/// The blobs that hold contents, as rows. A row comes before its bytes and goes after them, so a
/// crash leaves no bytes that nothing knows of.
final class BlobRows {
  /// How long a blob may be on its way before its contents have rows.
  private static final Duration ON_ITS_WAY = Duration.ofDays(1);

  private final Database database;
  private final Clock clock;

  BlobRows(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A blob that is due to be looked at.
  record Due(String blob, long size, boolean isGoing) {}

  /// Says that a blob is about to be stored.
  void announce(String blob, long size) {
    Instant due = clock.now().plus(ON_ITS_WAY);
    database.write(sql ->
        sql.insertInto(FILES_BLOB)
            .set(FILES_BLOB.BLOB, blob)
            .set(FILES_BLOB.SIZE, size)
            .set(FILES_BLOB.DUE, due)
            .set(FILES_BLOB.GOING, 0)
            .execute());
  }

  /// Keeps blobs, since contents in them are about to get rows; joins the thread's transaction.
  ///
  /// @return whether all of them are there to stay
  static boolean hold(DSLContext sql, Collection<String> blobs) {
    // In one order, so that two writers never wait for each other.
    for (String blob : new TreeSet<>(blobs)) {
      int held =
          sql.update(FILES_BLOB)
              .setNull(FILES_BLOB.DUE)
              .where(FILES_BLOB.BLOB.eq(blob))
              .and(FILES_BLOB.GOING.eq(0))
              .execute();
      if (held == 0) {
        return false;
      }
    }
    return true;
  }

  /// Has blobs looked at from a time on; joins the thread's transaction.
  static void look(DSLContext sql, Collection<String> blobs, Instant due) {
    for (String blob : new TreeSet<>(blobs)) {
      sql.update(FILES_BLOB).set(FILES_BLOB.DUE, due).where(FILES_BLOB.BLOB.eq(blob)).execute();
    }
  }

  /// Those that are due, by their names.
  List<Due> due(Instant now, String after, int limit) {
    return database.read(sql ->
        sql.selectFrom(FILES_BLOB)
            .where(FILES_BLOB.DUE.le(now))
            .and(FILES_BLOB.BLOB.gt(after))
            .orderBy(FILES_BLOB.BLOB)
            .limit(limit)
            .fetch(row -> new Due(row.getBlob(), row.getSize(), row.getGoing() == 1)));
  }

  /// What becomes of a blob that is due.
  enum Fate {
    /// Nothing lies in it, and nothing may be added any more.
    GOES,
    /// Little of it is left.
    REPACKED,
    STAYS
  }

  /// Decides on a blob; empty when it is not due any more.
  Optional<Fate> decide(Due due, Instant now) {
    return database.write(sql -> {
      // Locks the row: whoever wants to add to the blob waits, and then finds what was decided.
      int locked =
          sql.update(FILES_BLOB)
              .set(FILES_BLOB.GOING, FILES_BLOB.GOING)
              .where(FILES_BLOB.BLOB.eq(due.blob()))
              .and(FILES_BLOB.DUE.le(now))
              .execute();
      if (locked == 0) {
        return Optional.empty();
      }
      long left = ContentRows.bytesIn(sql, due.blob());
      // An empty content is a content, too.
      if (left == 0 && !ContentRows.isAnyIn(sql, due.blob())) {
        sql.update(FILES_BLOB)
            .set(FILES_BLOB.GOING, 1)
            .where(FILES_BLOB.BLOB.eq(due.blob()))
            .execute();
        return Optional.of(Fate.GOES);
      }
      if (left * 2 < due.size()) {
        return Optional.of(Fate.REPACKED);
      }
      sql.update(FILES_BLOB)
          .setNull(FILES_BLOB.DUE)
          .where(FILES_BLOB.BLOB.eq(due.blob()))
          .execute();
      return Optional.of(Fate.STAYS);
    });
  }

  /// Forgets a blob whose bytes are gone.
  void forget(String blob) {
    database.write(sql -> sql.deleteFrom(FILES_BLOB).where(FILES_BLOB.BLOB.eq(blob)).execute());
  }
}

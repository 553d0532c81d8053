package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_FAILURE;

import dev.evenkeel.base.Digests;
import dev.evenkeel.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What nodes of one database tell each other of failed sign-ins. A name may be a password that was
/// typed in its place, so only digests are kept.
final class FailedSignIns {
  private final Database database;

  FailedSignIns(Database database) {
    this.database = database;
  }

  /// What is known, by key.
  Map<String, Throttle.Attempts> find(List<String> keys) {
    Map<String, String> byId = new HashMap<>();
    keys.forEach(key -> byId.put(id(key), key));
    Map<String, Throttle.Attempts> found = new HashMap<>();
    database
        .read(sql ->
            sql.selectFrom(ACCESS_FAILURE).where(ACCESS_FAILURE.ID.in(byId.keySet())).fetch())
        .forEach(row ->
            found.put(
                byId.getOrDefault(row.getId(), ""),
                new Throttle.Attempts(
                    row.getFailed(),
                    Instant.ofEpochMilli(row.getLastMillis()),
                    Instant.ofEpochMilli(row.getBlockedMillis()))));
    return found;
  }

  /// Keeps what has failed, and drops what nobody needs any more.
  ///
  /// @param before when a last attempt is forgotten
  void keep(Map<String, Throttle.Attempts> failed, Instant before) {
    database.write(sql -> {
      sql.deleteFrom(ACCESS_FAILURE)
          .where(ACCESS_FAILURE.LAST_MILLIS.lt(before.toEpochMilli()))
          .execute();
      // In one order, so that two nodes do not wait for each other.
      failed.keySet().stream()
          .sorted()
          .forEach(key -> {
            Throttle.Attempts attempts = failed.getOrDefault(key, Throttle.Attempts.NONE);
            sql.insertInto(ACCESS_FAILURE)
                .set(ACCESS_FAILURE.ID, id(key))
                .set(ACCESS_FAILURE.FAILED, attempts.failed())
                .set(ACCESS_FAILURE.LAST_MILLIS, attempts.last().toEpochMilli())
                .set(ACCESS_FAILURE.BLOCKED_MILLIS, attempts.blockedUntil().toEpochMilli())
                .onConflict(ACCESS_FAILURE.ID)
                .doUpdate()
                .set(ACCESS_FAILURE.FAILED, attempts.failed())
                .set(ACCESS_FAILURE.LAST_MILLIS, attempts.last().toEpochMilli())
                .set(ACCESS_FAILURE.BLOCKED_MILLIS, attempts.blockedUntil().toEpochMilli())
                .execute();
          });
      return failed.size();
    });
  }

  void forget(String key) {
    database.write(
        sql -> sql.deleteFrom(ACCESS_FAILURE).where(ACCESS_FAILURE.ID.eq(id(key))).execute());
  }

  private static String id(String key) {
    return Digests.of(key.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.evenkeel.files;

import static dev.evenkeel.store.schema.Tables.FILES_CONTENT;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.FilesContentRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The room's table.
final class ContentRows {
  private static final int ASKED_AT_ONCE = 5_000;
  private static final Field<String> VALUE = DSL.field("asked.value", String.class);
  private static final String PREFIX = "sha256:";
  private static final HexFormat HEX = HexFormat.of();

  private final Database database;

  ContentRows(Database database) {
    this.database = database;
  }

  /// Where a dataset's contents lie, of those that it has. Whoever asks needs them: what waited to
  /// go stays.
  Map<String, Location> find(String dataset, Collection<String> digests) {
    keep(dataset, digests);
    return find(FILES_CONTENT.DATASET.eq(dataset), digests);
  }

  /// Takes back that contents wait to go.
  void keep(String dataset, Collection<String> digests) {
    Condition waiting = FILES_CONTENT.DATASET.eq(dataset).and(FILES_CONTENT.DUE.isNotNull());
    List<Asked> asked = asked(digests);
    // Mostly none waits, and whoever only reads leaves the writers alone.
    if (!database.read(
        sql ->
            asked.stream()
                .anyMatch(some -> sql.fetchExists(FILES_CONTENT, waiting.and(some.isAsked()))))) {
      return;
    }
    database.write(sql -> {
      for (Asked some : asked) {
        sql.update(FILES_CONTENT)
            .setNull(FILES_CONTENT.DUE)
            .where(waiting)
            .and(some.isAsked())
            .execute();
      }
      return true;
    });
  }

  /// Where contents lie, whichever dataset they came with.
  Map<String, Location> findAnywhere(Collection<String> digests) {
    return find(DSL.noCondition(), digests);
  }

  /// Which of some contents a dataset lacks, each once, in the order in which they were asked for.
  /// Those that it has stay, though they waited to go.
  List<String> missing(String dataset, Collection<String> digests) {
    keep(dataset, digests);
    List<String> asked = digests.stream().distinct().toList();
    List<String> missing = new ArrayList<>();
    database.read(sql -> {
      for (Asked some : asked(digests)) {
        missing.addAll(
            sql.select(VALUE)
                .from(some.table())
                .whereNotExists(
                    DSL.selectOne()
                        .from(FILES_CONTENT)
                        .where(FILES_CONTENT.DATASET.eq(dataset))
                        .and(FILES_CONTENT.DIGEST.eq(some.key())))
                .fetch(VALUE));
      }
      return missing.size();
    });
    // What lies where is the database's business, and so is the order in which it looks.
    return missing.size() < 2 ? missing : inOrder(asked, missing);
  }

  private static List<String> inOrder(List<String> asked, List<String> missing) {
    Set<String> lacking = new HashSet<>(missing);
    return asked.stream().filter(lacking::contains).toList();
  }

  private Map<String, Location> find(Condition where, Collection<String> digests) {
    Map<String, Location> found = HashMap.newHashMap(digests.size());
    database.read(sql -> {
      for (Asked some : asked(digests)) {
        for (FilesContentRecord row :
            sql.selectFrom(FILES_CONTENT).where(where).and(some.isAsked()).fetch()) {
          Location location = location(row);
          found.put(location.digest(), location);
        }
      }
      return found.size();
    });
    return found;
  }

  /// Digests as a table of the database's: thousands of parameters cost more than the look-up.
  private record Asked(Table<?> table, Field<byte[]> key) {
    Condition isAsked() {
      return FILES_CONTENT.DIGEST.in(DSL.select(key).from(table));
    }
  }

  private List<Asked> asked(Collection<String> digests) {
    List<String> each = digests.stream().distinct().toList();
    List<Asked> asked = new ArrayList<>();
    for (int from = 0; from < each.size(); from += ASKED_AT_ONCE) {
      asked.add(table(each.subList(from, Math.min(each.size(), from + ASKED_AT_ONCE))));
    }
    return asked;
  }

  private Asked table(List<String> digests) {
    Field<String> json = DSL.val(Json.text(digests));
    return database.isSqlite()
        ? new Asked(
            DSL.table("json_each({0}) asked", json),
            DSL.field("unhex(substr(asked.value, 8))", byte[].class))
        : new Asked(
            DSL.table("json_array_elements_text(cast({0} as json)) asked(value)", json),
            DSL.field("decode(substr(asked.value, 8), 'hex')", byte[].class));
  }

  /// Says that a dataset has contents; those that it had stay where they are.
  ///
  /// @return whether it is said: not when a blob of them is being deleted
  boolean add(String dataset, Collection<Location> locations) {
    if (locations.isEmpty()) {
      return true;
    }
    return database.write(sql -> {
      if (!BlobRows.hold(sql, blobs(locations))) {
        return false;
      }
      BatchBindStep batch = sql.batch(insert(sql));
      for (Location location : locations) {
        batch =
            batch.bind(
                dataset,
                key(location.digest()),
                location.size(),
                location.blob(),
                location.position());
      }
      batch.execute();
      return true;
    });
  }

  private static Set<String> blobs(Collection<Location> locations) {
    return locations.stream()
        .filter(Location::isOwn)
        .map(Location::blob)
        .collect(Collectors.toSet());
  }

  private static org.jooq.Query insert(DSLContext sql) {
    @Nullable String text = null;
    byte @Nullable [] bytes = null;
    return sql.insertInto(FILES_CONTENT)
        .columns(
            FILES_CONTENT.DATASET,
            FILES_CONTENT.DIGEST,
            FILES_CONTENT.SIZE,
            FILES_CONTENT.BLOB,
            FILES_CONTENT.POSITION)
        .values(text, bytes, 0L, text, 0L)
        .onConflict(FILES_CONTENT.DATASET, FILES_CONTENT.DIGEST)
        .doUpdate()
        // None: a value of its own would be one more to bind for each row.
        .set(FILES_CONTENT.DUE, DSL.excluded(FILES_CONTENT.DUE));
  }

  /// One content of a dataset, and when it may go.
  record Kept(Location location, Optional<Instant> due) {
    String digest() {
      return location.digest();
    }
  }

  /// A dataset's contents by their digests, behind one.
  List<Kept> page(String dataset, String after, int limit) {
    byte[] from = after.isEmpty() ? new byte[0] : key(after);
    return database.read(sql ->
        sql.selectFrom(FILES_CONTENT)
            .where(FILES_CONTENT.DATASET.eq(dataset))
            .and(FILES_CONTENT.DIGEST.gt(from))
            .orderBy(FILES_CONTENT.DIGEST)
            .limit(limit)
            .fetch(row -> new Kept(location(row), Optional.ofNullable(row.getDue()))));
  }

  /// Has contents wait that nothing names.
  void doom(String dataset, Collection<String> digests, Instant due) {
    database.write(sql -> {
      for (Asked some : asked(digests)) {
        sql.update(FILES_CONTENT)
            .set(FILES_CONTENT.DUE, due)
            .where(FILES_CONTENT.DATASET.eq(dataset))
            .and(some.isAsked())
            .and(FILES_CONTENT.DUE.isNull())
            .execute();
      }
      return true;
    });
  }

  /// Takes contents from a dataset that still wait and are due, and has their blobs looked at.
  ///
  /// @return how many went
  int drop(String dataset, Collection<Location> locations, Instant now) {
    return database.write(sql -> {
      // Before the rows, as whoever adds does.
      BlobRows.look(sql, blobs(locations), now);
      int gone = 0;
      for (Asked some : asked(locations.stream().map(Location::digest).toList())) {
        gone +=
            sql.deleteFrom(FILES_CONTENT)
                .where(FILES_CONTENT.DATASET.eq(dataset))
                .and(some.isAsked())
                .and(FILES_CONTENT.DUE.le(now))
                .execute();
      }
      return gone;
    });
  }

  boolean isAny(String dataset) {
    return database.read(sql -> sql.fetchExists(FILES_CONTENT, FILES_CONTENT.DATASET.eq(dataset)));
  }

  /// The contents in a blob, each once, as they lie there.
  List<Location> in(String blob) {
    return database.read(sql ->
        sql.selectDistinct(
                FILES_CONTENT.DIGEST,
                FILES_CONTENT.SIZE,
                FILES_CONTENT.BLOB,
                FILES_CONTENT.POSITION)
            .from(FILES_CONTENT)
            .where(FILES_CONTENT.BLOB.eq(blob))
            .orderBy(FILES_CONTENT.POSITION)
            .fetch(row ->
                new Location(named(row.value1()), row.value2(), row.value3(), row.value4())));
  }

  /// How many bytes of a blob are contents of somebody.
  static long bytesIn(DSLContext sql, String blob) {
    Table<?> each =
        sql.selectDistinct(FILES_CONTENT.DIGEST, FILES_CONTENT.SIZE)
            .from(FILES_CONTENT)
            .where(FILES_CONTENT.BLOB.eq(blob))
            .asTable("each_one");
    BigDecimal bytes =
        sql.select(DSL.sum(each.field(FILES_CONTENT.SIZE.getName(), Long.class)))
            .from(each)
            .fetchOne(0, BigDecimal.class);
    return bytes == null ? 0 : bytes.longValue();
  }

  static boolean isAnyIn(DSLContext sql, String blob) {
    return sql.fetchExists(FILES_CONTENT, FILES_CONTENT.BLOB.eq(blob));
  }

  /// Says that contents of a blob lie in another now, for every dataset that has them.
  ///
  /// @param due when to look at the old one again: a reader may be at it
  void move(String from, List<Location> to, Instant due) {
    database.write(sql -> {
      Set<String> blobs = blobs(to);
      if (!BlobRows.hold(sql, blobs)) {
        throw new IllegalStateException("Cannot move contents: their new blob is gone");
      }
      BlobRows.look(sql, List.of(from), due);
      for (Location location : to) {
        sql.update(FILES_CONTENT)
            .set(FILES_CONTENT.BLOB, location.blob())
            .set(FILES_CONTENT.POSITION, location.position())
            .where(FILES_CONTENT.BLOB.eq(from))
            .and(FILES_CONTENT.DIGEST.eq(key(location.digest())))
            .execute();
      }
      return true;
    });
  }

  private static String named(byte[] digest) {
    return PREFIX + HEX.formatHex(digest);
  }

  private static Location location(FilesContentRecord row) {
    return new Location(named(row.getDigest()), row.getSize(), row.getBlob(), row.getPosition());
  }

  private static byte[] key(String digest) {
    return HEX.parseHex(digest, PREFIX.length(), digest.length());
  }
}

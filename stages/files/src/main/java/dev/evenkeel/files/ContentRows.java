package dev.evenkeel.files;

import static dev.evenkeel.store.schema.Tables.FILES_CONTENT;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.FilesContentRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /// Where a dataset's contents lie, of those that it has.
  Map<String, Location> find(String dataset, Collection<String> digests) {
    return find(FILES_CONTENT.DATASET.eq(dataset), digests);
  }

  /// Where contents lie, whichever dataset they came with.
  Map<String, Location> findAnywhere(Collection<String> digests) {
    return find(DSL.noCondition(), digests);
  }

  /// Which of some contents a dataset lacks, each once, in the order in which they were asked for.
  List<String> missing(String dataset, Collection<String> digests) {
    List<String> asked = digests.stream().distinct().toList();
    List<String> missing = new ArrayList<>();
    database.read(sql -> {
      for (int from = 0; from < asked.size(); from += ASKED_AT_ONCE) {
        Asked some = asked(asked.subList(from, Math.min(asked.size(), from + ASKED_AT_ONCE)));
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
    List<String> asked = digests.stream().distinct().toList();
    Map<String, Location> found = new HashMap<>();
    database.read(sql -> {
      for (int from = 0; from < asked.size(); from += ASKED_AT_ONCE) {
        Asked some = asked(asked.subList(from, Math.min(asked.size(), from + ASKED_AT_ONCE)));
        for (FilesContentRecord row :
            sql.selectFrom(FILES_CONTENT)
                .where(where)
                .and(FILES_CONTENT.DIGEST.in(DSL.select(some.key()).from(some.table())))
                .fetch()) {
          Location location = location(row);
          found.put(location.digest(), location);
        }
      }
      return found.size();
    });
    return found;
  }

  /// Digests as a table of the database's: thousands of parameters cost more than the look-up.
  private record Asked(Table<?> table, Field<byte[]> key) {}

  private Asked asked(List<String> digests) {
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
  void add(String dataset, List<Location> locations) {
    if (locations.isEmpty()) {
      return;
    }
    database.write(sql -> {
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
      return batch.execute().length;
    });
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
        .onConflictDoNothing();
  }

  private static Location location(FilesContentRecord row) {
    return new Location(
        PREFIX + HEX.formatHex(row.getDigest()), row.getSize(), row.getBlob(), row.getPosition());
  }

  private static byte[] key(String digest) {
    return HEX.parseHex(digest, PREFIX.length(), digest.length());
  }
}

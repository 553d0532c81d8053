package dev.evenkeel.files;

import static dev.evenkeel.store.schema.Tables.FILES_CONTENT;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.FilesContentRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The room's table.
final class ContentRows {
  private static final int ASKED_AT_ONCE = 500;
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

  private Map<String, Location> find(Condition where, Collection<String> digests) {
    List<byte[]> keys = digests.stream().distinct().map(ContentRows::key).toList();
    Map<String, Location> found = HashMap.newHashMap(keys.size());
    database.read(sql -> {
      for (int from = 0; from < keys.size(); from += ASKED_AT_ONCE) {
        List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + ASKED_AT_ONCE));
        for (FilesContentRecord row :
            sql.selectFrom(FILES_CONTENT).where(where).and(FILES_CONTENT.DIGEST.in(some)).fetch()) {
          Location location = location(row);
          found.put(location.digest(), location);
        }
      }
      return found.size();
    });
    return found;
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

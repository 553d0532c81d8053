package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;
import static dev.evenkeel.store.schema.Tables.DATA_FILE;

import dev.evenkeel.base.Digests;
import dev.evenkeel.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record5;
import org.jooq.impl.DSL;

/// Which files each version has: those of `added <= number < removed`.
final class FileRows {
  private final Database database;

  FileRows(Database database) {
    this.database = database;
  }

  /// The files of a version, in the order in which rows are read.
  List<StoredFile> of(String dataset, int number) {
    return database.read(sql -> of(sql, dataset, number));
  }

  static List<StoredFile> of(DSLContext sql, String dataset, int number) {
    return sql.select(
            DATA_FILE.PATH,
            DATA_FILE.SHA256,
            DATA_FILE.SIZE,
            DATA_FILE.ROW_COUNT,
            DATA_FILE.POSITION)
        .from(DATA_FILE)
        .where(DATA_FILE.DATASET.eq(dataset))
        .and(DATA_FILE.ADDED.le(number))
        .and(DATA_FILE.REMOVED.isNull().or(DATA_FILE.REMOVED.gt(number)))
        .orderBy(DATA_FILE.POSITION, DATA_FILE.PATH)
        .fetch(FileRows::file);
  }

  private static StoredFile file(Record5<String, String, Long, Long, Long> row) {
    return new StoredFile(row.value1(), row.value2(), row.value3(), row.value4(), row.value5());
  }

  /// How many files below a size the next version would begin with.
  int small(String dataset, long bytes) {
    return database.read(sql ->
        sql.fetchCount(
            DATA_FILE,
            DATA_FILE
                .DATASET
                .eq(dataset)
                .and(DATA_FILE.REMOVED.isNull())
                .and(DATA_FILE.SIZE.lt(bytes))));
  }

  /// A file by its path, if a version that is not gone has it. One that is being published counts:
  /// its tag comes before its row says so.
  Optional<StoredFile> read(String dataset, String path) {
    Condition which =
        DATA_FILE
            .DATASET
            .eq(dataset)
            .and(DATA_FILE.PATH.eq(path))
            .and(DSL.exists(DSL.selectOne().from(DATA_DATASET_VERSION).where(reads())));
    return database.read(sql -> distinct(sql, which)).stream().findFirst();
  }

  /// Files by their path, each once however often versions took it up.
  static List<StoredFile> distinct(DSLContext sql, Condition which) {
    return sql.selectDistinct(
            DATA_FILE.PATH,
            DATA_FILE.SHA256,
            DATA_FILE.SIZE,
            DATA_FILE.ROW_COUNT,
            DATA_FILE.POSITION)
        .from(DATA_FILE)
        .where(which)
        .orderBy(DATA_FILE.PATH)
        .fetch(FileRows::file);
  }

  /// Every file that some version has or had, once.
  List<StoredFile> all(String dataset) {
    return database.read(sql ->
        sql.select(
                DATA_FILE.PATH,
                DATA_FILE.SHA256,
                DATA_FILE.SIZE,
                DATA_FILE.ROW_COUNT,
                DSL.min(DATA_FILE.POSITION))
            .from(DATA_FILE)
            .where(DATA_FILE.DATASET.eq(dataset))
            .groupBy(DATA_FILE.PATH, DATA_FILE.SHA256, DATA_FILE.SIZE, DATA_FILE.ROW_COUNT)
            .orderBy(DATA_FILE.PATH)
            .fetch(FileRows::file));
  }

  /// Gives files to a version and takes others from it on.
  static void change(DSLContext sql, int number, Draft draft) {
    for (StoredFile gone : draft.removed()) {
      sql.update(DATA_FILE)
          .set(DATA_FILE.REMOVED, number)
          .where(DATA_FILE.DATASET.eq(draft.dataset()))
          .and(DATA_FILE.PATH.eq(gone.path()))
          .and(DATA_FILE.REMOVED.isNull())
          .execute();
    }
    for (Draft.Added file : draft.added()) {
      sql.insertInto(DATA_FILE)
          .set(DATA_FILE.DATASET, draft.dataset())
          .set(DATA_FILE.PATH, file.path())
          .set(DATA_FILE.SHA256, file.sha256())
          .set(DATA_FILE.SIZE, file.size())
          .set(DATA_FILE.ROW_COUNT, file.rows())
          .set(DATA_FILE.POSITION, file.position().orElse((long) number))
          .set(DATA_FILE.ADDED, number)
          .execute();
    }
  }

  /// Undoes what versions from a number on changed, and answers the files that nobody has any more.
  static List<String> undo(DSLContext sql, String dataset, int from) {
    Condition mine = DATA_FILE.DATASET.eq(dataset);
    List<String> added =
        sql.selectDistinct(DATA_FILE.PATH)
            .from(DATA_FILE)
            .where(mine)
            .and(DATA_FILE.ADDED.ge(from))
            .fetch(DATA_FILE.PATH);
    sql.deleteFrom(DATA_FILE).where(mine).and(DATA_FILE.ADDED.ge(from)).execute();
    sql.update(DATA_FILE)
        .setNull(DATA_FILE.REMOVED)
        .where(mine)
        .and(DATA_FILE.REMOVED.ge(from))
        .execute();
    return added.stream().filter(path -> !isHeld(sql, path)).toList();
  }

  static boolean isHeld(DSLContext sql, String path) {
    return sql.fetchExists(DATA_FILE, DATA_FILE.PATH.eq(path));
  }

  /// Rows whose files no version can read any more.
  static Condition unneeded(String dataset) {
    return DATA_FILE
        .DATASET
        .eq(dataset)
        .and(DSL.notExists(DSL.selectOne().from(DATA_DATASET_VERSION).where(reads())));
  }

  /// Of a version and a file: whether the version has the file, and is not gone.
  static Condition reads() {
    return DATA_DATASET_VERSION
        .DATASET
        .eq(DATA_FILE.DATASET)
        .and(DATA_DATASET_VERSION.STATE.ne(DatasetVersion.State.EXPIRED.name()))
        .and(DATA_DATASET_VERSION.NUMBER.ge(DATA_FILE.ADDED))
        .and(DATA_FILE.REMOVED.isNull().or(DATA_DATASET_VERSION.NUMBER.lt(DATA_FILE.REMOVED)));
  }

  /// What a version is: its files by their content, and its schema. No name and no folder is in it.
  static String digest(List<StoredFile> files, String schemaJson) {
    MessageDigest digest = Digests.start();
    Stream<String> lines = files.stream().map(file -> file.sha256() + " " + file.rows() + "\n");
    lines.sorted().forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    digest.update(schemaJson.getBytes(StandardCharsets.UTF_8));
    return Digests.named(digest.digest());
  }
}

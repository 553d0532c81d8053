package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_ALIAS;
import static dev.evenkeel.store.schema.Tables.DATA_TAG;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What people say of versions: aliases, which point at one version each, tags of versions or of
/// the whole dataset, and descriptions. A version that has an alias or a tag is not cleaned.
public final class Labels {
  private static final int WHOLE = 0;
  private static final int LABELS_MAX = 200;
  private static final int VALUE_CHARS_MAX = 5_000;

  private final Database database;
  private final DatasetRows datasets;
  private final VersionRows versions;
  private final AuditLog audit;

  Labels(Database database, DatasetRows datasets, VersionRows versions, AuditLog audit) {
    this.database = database;
    this.datasets = datasets;
    this.versions = versions;
    this.audit = audit;
  }

  /// Lets an alias point at a version.
  public void setAlias(DatasetVersion version, String alias) {
    datasets.demandMine(version.dataset());
    DatasetReference.checkName("alias", alias);
    database.write(sql -> {
      Map<String, Integer> before = aliases(version.dataset());
      if (!before.containsKey(alias)) {
        demandRoom("aliases", before.size());
      }
      sql.insertInto(DATA_ALIAS)
          .set(DATA_ALIAS.DATASET, version.dataset())
          .set(DATA_ALIAS.ALIAS, alias)
          .set(DATA_ALIAS.NUMBER, version.number())
          .onConflict(DATA_ALIAS.DATASET, DATA_ALIAS.ALIAS)
          .doUpdate()
          .set(DATA_ALIAS.NUMBER, version.number())
          .execute();
      Map<String, Object> old = new HashMap<>();
      Optional.ofNullable(before.get(alias)).ifPresent(number -> old.put("version", number));
      note("alias.set", version.dataset(), alias, old, Map.of("version", version.number()));
      return alias;
    });
  }

  /// Lets an alias point at nothing.
  public void removeAlias(String dataset, String alias) {
    datasets.demandMine(dataset);
    database.write(sql -> {
      Optional<Integer> before =
          sql.deleteFrom(DATA_ALIAS)
              .where(DATA_ALIAS.DATASET.eq(dataset))
              .and(DATA_ALIAS.ALIAS.eq(alias))
              .returning(DATA_ALIAS.NUMBER)
              .fetchOptional(DATA_ALIAS.NUMBER);
      int number = before.orElseThrow(() -> unknown("alias", dataset, alias));
      note("alias.remove", dataset, alias, Map.of("version", number), Map.of());
      return number;
    });
  }

  private void note(
      String action, String dataset, String alias, Map<String, ?> before, Map<String, ?> after) {
    audit.append(action, "dataset/%s/%s".formatted(dataset, alias), before, after, "");
  }

  /// Where the aliases of a dataset point, by name.
  public Map<String, Integer> aliases(String dataset) {
    return database.read(sql ->
        sql.selectFrom(DATA_ALIAS)
            .where(DATA_ALIAS.DATASET.eq(dataset))
            .orderBy(DATA_ALIAS.ALIAS)
            .fetchMap(DATA_ALIAS.ALIAS, DATA_ALIAS.NUMBER));
  }

  /// Gives a version a tag, or another value.
  public void tag(DatasetVersion version, String key, String value) {
    tag(version.dataset(), version.number(), key, value);
  }

  /// Gives the whole dataset a tag, or another value.
  public void tag(String dataset, String key, String value) {
    tag(dataset, WHOLE, key, value);
  }

  private void tag(String dataset, int number, String key, String value) {
    datasets.demandMine(dataset);
    DatasetReference.checkName("tag", key);
    if (value.length() > VALUE_CHARS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "the value of tag `%s` is too long".formatted(key),
              "",
              "at most %,d characters".formatted(VALUE_CHARS_MAX),
              "")
          .asException();
    }
    database.write(sql -> {
      Map<String, String> before = tags(dataset, number);
      if (!before.containsKey(key)) {
        demandRoom("tags", before.size());
      }
      return sql.insertInto(DATA_TAG)
          .set(DATA_TAG.DATASET, dataset)
          .set(DATA_TAG.NUMBER, number)
          .set(DATA_TAG.TAG, key)
          .set(DATA_TAG.VALUE, value)
          .onConflict(DATA_TAG.DATASET, DATA_TAG.NUMBER, DATA_TAG.TAG)
          .doUpdate()
          .set(DATA_TAG.VALUE, value)
          .execute();
    });
  }

  /// Takes a tag from a version.
  public void untag(DatasetVersion version, String key) {
    untag(version.dataset(), version.number(), key);
  }

  /// Takes a tag from the whole dataset.
  public void untag(String dataset, String key) {
    untag(dataset, WHOLE, key);
  }

  private void untag(String dataset, int number, String key) {
    datasets.demandMine(dataset);
    int gone =
        database.write(sql ->
            sql.deleteFrom(DATA_TAG)
                .where(DATA_TAG.DATASET.eq(dataset))
                .and(DATA_TAG.NUMBER.eq(number))
                .and(DATA_TAG.TAG.eq(key))
                .execute());
    if (gone == 0) {
      throw unknown("tag", dataset, key);
    }
  }

  /// Tags of a version.
  public Map<String, String> tags(DatasetVersion version) {
    return tags(version.dataset(), version.number());
  }

  /// Tags of the whole dataset.
  public Map<String, String> tags(String dataset) {
    return tags(dataset, WHOLE);
  }

  private Map<String, String> tags(String dataset, int number) {
    return tags(dataset, List.of(number)).getOrDefault(number, Map.of());
  }

  /// Tags of some versions, by number; versions without one are left out.
  public Map<Integer, Map<String, String>> tags(String dataset, Collection<Integer> numbers) {
    Map<Integer, Map<String, String>> tags = new TreeMap<>();
    database.<List<String>>read(sql ->
        sql.selectFrom(DATA_TAG)
            .where(DATA_TAG.DATASET.eq(dataset))
            .and(DATA_TAG.NUMBER.in(numbers))
            .orderBy(DATA_TAG.NUMBER, DATA_TAG.TAG)
            .fetch(row ->
                tags.computeIfAbsent(row.getNumber(), _ -> new LinkedHashMap<>())
                    .put(row.getTag(), row.getValue())));
    return tags;
  }

  /// Describes a version.
  public void describe(DatasetVersion version, String description) {
    datasets.demandMine(version.dataset());
    versions.describe(version, description);
  }

  /// Describes a dataset.
  public void describe(String dataset, String description) {
    datasets.describe(dataset, description);
  }

  /// Numbers of the versions that have an alias or a tag.
  Set<Integer> labelled(String dataset) {
    return database.read(sql -> {
      Set<Integer> numbers =
          new HashSet<>(
              sql.selectDistinct(DATA_ALIAS.NUMBER)
                  .from(DATA_ALIAS)
                  .where(DATA_ALIAS.DATASET.eq(dataset))
                  .fetch(DATA_ALIAS.NUMBER));
      numbers.addAll(
          sql.selectDistinct(DATA_TAG.NUMBER)
              .from(DATA_TAG)
              .where(DATA_TAG.DATASET.eq(dataset))
              .and(DATA_TAG.NUMBER.ne(WHOLE))
              .fetch(DATA_TAG.NUMBER));
      return numbers;
    });
  }

  /// Numbers of versions that have a tag, newest first.
  List<Integer> tagged(String dataset, String key) {
    return database.read(sql ->
        sql.select(DATA_TAG.NUMBER)
            .from(DATA_TAG)
            .where(DATA_TAG.DATASET.eq(dataset))
            .and(DATA_TAG.TAG.eq(key))
            .and(DATA_TAG.NUMBER.ne(WHOLE))
            .orderBy(DATA_TAG.NUMBER.desc())
            .limit(LABELS_MAX)
            .fetch(DATA_TAG.NUMBER));
  }

  private static void demandRoom(String what, int there) {
    if (there >= LABELS_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "there are %d %s already".formatted(LABELS_MAX, what),
              "remove one first")
          .asException();
    }
  }

  private static RuntimeException unknown(String what, String dataset, String name) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "%s has no %s `%s`".formatted(Names.abbreviate(dataset), what, Names.abbreviate(name)),
            "")
        .asException();
  }
}

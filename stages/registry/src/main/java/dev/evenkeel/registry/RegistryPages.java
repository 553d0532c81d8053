package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryModelVersionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Reads many registered models or versions at once: a page of what a search found.
public final class RegistryPages {
  // Well below the number of values that a statement of SQLite may have.
  private static final int CHUNK = 500;
  private static final int NUMBERS_MAX = 1_000;

  private final Database database;

  public RegistryPages(Database database) {
    this.database = database;
  }

  /// A model as a list shows it.
  ///
  /// @param latest the newest version of each stage, the highest number first
  /// @param aliases the version that each points at
  public record Listed(
      RegisteredModel model, List<RegisteredVersion> latest, Map<String, Integer> aliases) {
    public Listed {
      latest = List.copyOf(latest);
    }
  }

  /// Models in the order of their names, by five statements for each 500; what does not exist is
  /// left out.
  public List<Listed> models(List<String> names) {
    List<Listed> models = new ArrayList<>();
    for (List<String> chunk : chunks(names)) {
      Map<String, Listed> found = database.read(sql -> listed(sql, chunk));
      chunk.stream().map(found::get).filter(Objects::nonNull).forEach(models::add);
    }
    return models;
  }

  /// Versions in the order of the ids of their rows, by four statements for each 500; what does not
  /// exist is left out.
  public List<RegisteredVersion> versions(List<Long> ids) {
    List<RegisteredVersion> versions = new ArrayList<>();
    for (List<Long> chunk : chunks(ids)) {
      Map<Long, RegisteredVersion> found = database.read(sql -> versions(sql, chunk));
      chunk.stream().map(found::get).filter(Objects::nonNull).forEach(versions::add);
    }
    return versions;
  }

  /// Versions of one model by their numbers, in three statements; the highest first, at most 1,000.
  List<RegisteredVersion> versions(String model, List<Integer> numbers) {
    List<Integer> asked = numbers.subList(0, Math.min(NUMBERS_MAX, numbers.size()));
    return database.read(sql ->
        VersionRows.read(
            sql, model, REGISTRY_MODEL_VERSION.NUMBER.in(asked), Map.of(), NUMBERS_MAX));
  }

  private static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }

  private static Map<String, Listed> listed(DSLContext sql, List<String> names) {
    Map<String, Map<String, String>> tags = new HashMap<>();
    sql.selectFrom(REGISTRY_MODEL_TAG)
        .where(REGISTRY_MODEL_TAG.MODEL.in(names))
        .forEach(row ->
            tags.computeIfAbsent(row.getModel(), _ -> new HashMap<>())
                .put(row.getKey(), row.getValue()));
    Map<String, Map<String, Integer>> aliases = aliases(sql, names);
    Map<String, List<RegisteredVersion>> latest = latest(sql, names, aliases);
    Map<String, Listed> listed = new HashMap<>();
    sql.selectFrom(REGISTRY_MODEL)
        .where(REGISTRY_MODEL.NAME.in(names))
        .forEach(row -> {
          String name = row.getName();
          RegisteredModel model =
              new RegisteredModel(
                  name,
                  row.getDescription(),
                  row.getUserName(),
                  row.getCreatedMillis(),
                  row.getUpdatedMillis(),
                  tags.getOrDefault(name, Map.of()));
          listed.put(
              name,
              new Listed(
                  model,
                  latest.getOrDefault(name, List.of()),
                  aliases.getOrDefault(name, Map.of())));
        });
    return listed;
  }

  private static Map<String, List<RegisteredVersion>> latest(
      DSLContext sql, List<String> names, Map<String, Map<String, Integer>> aliases) {
    Condition newest =
        DSL.row(REGISTRY_MODEL_VERSION.MODEL, REGISTRY_MODEL_VERSION.NUMBER)
            .in(
                DSL.select(REGISTRY_MODEL_VERSION.MODEL, DSL.max(REGISTRY_MODEL_VERSION.NUMBER))
                    .from(REGISTRY_MODEL_VERSION)
                    .where(REGISTRY_MODEL_VERSION.MODEL.in(names))
                    .and(Models.EXISTS)
                    .groupBy(REGISTRY_MODEL_VERSION.MODEL, REGISTRY_MODEL_VERSION.STAGE));
    Map<String, List<RegisteredVersion>> latest = new HashMap<>();
    rows(sql, newest, aliases)
        .forEach((_, version) ->
            latest.computeIfAbsent(version.model(), _ -> new ArrayList<>()).add(version));
    latest.values().forEach(list -> list.sort((a, b) -> Integer.compare(b.number(), a.number())));
    return latest;
  }

  private static Map<Long, RegisteredVersion> versions(DSLContext sql, List<Long> ids) {
    List<String> models =
        sql.selectDistinct(REGISTRY_MODEL_VERSION.MODEL)
            .from(REGISTRY_MODEL_VERSION)
            .where(REGISTRY_MODEL_VERSION.ID.in(ids))
            .fetch(REGISTRY_MODEL_VERSION.MODEL);
    return rows(sql, REGISTRY_MODEL_VERSION.ID.in(ids), aliases(sql, models));
  }

  private static Map<Long, RegisteredVersion> rows(
      DSLContext sql, Condition which, Map<String, Map<String, Integer>> aliases) {
    Map<Long, Map<String, String>> tags = new HashMap<>();
    sql.select(REGISTRY_MODEL_VERSION.ID, REGISTRY_VERSION_TAG.KEY, REGISTRY_VERSION_TAG.VALUE)
        .from(REGISTRY_MODEL_VERSION)
        .join(REGISTRY_VERSION_TAG)
        .on(REGISTRY_VERSION_TAG.MODEL.eq(REGISTRY_MODEL_VERSION.MODEL))
        .and(REGISTRY_VERSION_TAG.NUMBER.eq(REGISTRY_MODEL_VERSION.NUMBER))
        .where(which)
        .forEach(row ->
            tags.computeIfAbsent(row.value1(), _ -> new HashMap<>())
                .put(row.value2(), row.value3()));
    Map<Long, RegisteredVersion> rows = new TreeMap<>();
    Stream<RegistryModelVersionRecord> found =
        sql.selectFrom(REGISTRY_MODEL_VERSION).where(which).and(Models.EXISTS).stream();
    try (found) {
      found.forEach(row ->
          rows.put(
              row.getId(),
              VersionRows.version(
                  row,
                  tags.getOrDefault(row.getId(), Map.of()),
                  aliases.getOrDefault(row.getModel(), Map.of()))));
    }
    return rows;
  }

  // An alias is where its newest move went.
  private static Map<String, Map<String, Integer>> aliases(DSLContext sql, List<String> models) {
    Map<String, Map<String, Integer>> aliases = new HashMap<>();
    sql.select(REGISTRY_ALIAS_MOVE.MODEL, REGISTRY_ALIAS_MOVE.ALIAS, REGISTRY_ALIAS_MOVE.NUMBER)
        .from(REGISTRY_ALIAS_MOVE)
        .where(
            REGISTRY_ALIAS_MOVE.ID.in(
                DSL.select(DSL.max(REGISTRY_ALIAS_MOVE.ID))
                    .from(REGISTRY_ALIAS_MOVE)
                    .where(REGISTRY_ALIAS_MOVE.MODEL.in(models))
                    .groupBy(REGISTRY_ALIAS_MOVE.MODEL, REGISTRY_ALIAS_MOVE.ALIAS)))
        .and(REGISTRY_ALIAS_MOVE.NUMBER.ne(AliasMove.NOWHERE))
        .forEach(row ->
            aliases
                .computeIfAbsent(row.value1(), _ -> new TreeMap<>())
                .put(row.value2(), row.value3()));
    return aliases;
  }
}

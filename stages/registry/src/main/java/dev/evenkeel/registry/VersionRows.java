package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;

import dev.evenkeel.store.schema.tables.records.RegistryModelVersionRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// Rows of versions as clients of the registry see them.
final class VersionRows {
  private static final int TAGS_MAX = 10_000;

  private VersionRows() {}

  /// Versions of one model, in three statements however many they are; the highest first.
  ///
  /// @param aliases of the model
  /// @param limit of versions
  static List<RegisteredVersion> read(
      DSLContext sql, String model, Condition which, Map<String, Integer> aliases, int limit) {
    List<RegistryModelVersionRecord> rows =
        sql.selectFrom(REGISTRY_MODEL_VERSION)
            .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
            .and(which)
            .and(Models.EXISTS)
            .orderBy(REGISTRY_MODEL_VERSION.NUMBER.desc())
            .limit(limit)
            .fetch();
    List<Integer> numbers = rows.stream().map(RegistryModelVersionRecord::getNumber).toList();
    Map<Integer, Map<String, String>> tags = tags(sql, model, numbers);
    return rows.stream()
        .map(row -> version(row, tags.getOrDefault(row.getNumber(), Map.of()), aliases))
        .toList();
  }

  private static Map<Integer, Map<String, String>> tags(
      DSLContext sql, String model, List<Integer> numbers) {
    Map<Integer, Map<String, String>> tags = new HashMap<>();
    sql.select(REGISTRY_VERSION_TAG.NUMBER, REGISTRY_VERSION_TAG.KEY, REGISTRY_VERSION_TAG.VALUE)
        .from(REGISTRY_VERSION_TAG)
        .where(REGISTRY_VERSION_TAG.MODEL.eq(model))
        .and(REGISTRY_VERSION_TAG.NUMBER.in(numbers))
        .limit(TAGS_MAX)
        .forEach(row ->
            tags.computeIfAbsent(row.value1(), _ -> new HashMap<>())
                .put(row.value2(), row.value3()));
    return tags;
  }

  static RegisteredVersion version(
      RegistryModelVersionRecord row, Map<String, String> tags, Map<String, Integer> aliases) {
    long created = row.getAt().toEpochMilli();
    return new RegisteredVersion(
        row.getModel(),
        row.getNumber(),
        created,
        // One from before this was kept has 0.
        Math.max(created, row.getUpdatedMillis()),
        Stage.of(row.getStage()).orElse(Stage.NONE),
        row.getNote(),
        row.getUserName(),
        row.getSource(),
        row.getStorage(),
        Optional.ofNullable(row.getRunId()),
        row.getRunLink(),
        Optional.ofNullable(row.getLoggedModelId()),
        row.getStatusMessage(),
        tags,
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue().equals(row.getNumber()))
            .map(Map.Entry::getKey)
            .toList());
  }

  /// Lets versions vanish from every read. Their numbers stay taken; where they came from does not
  /// stay.
  static void wipe(DSLContext sql, Condition which, long nowMillis) {
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.IS_DELETED, true)
        .set(REGISTRY_MODEL_VERSION.SOURCE, "")
        .set(REGISTRY_MODEL_VERSION.STORAGE, "")
        .setNull(REGISTRY_MODEL_VERSION.ARTIFACT_OWNER)
        .setNull(REGISTRY_MODEL_VERSION.ARTIFACT_FOLDER)
        .setNull(REGISTRY_MODEL_VERSION.RUN_ID)
        .set(REGISTRY_MODEL_VERSION.RUN_LINK, "")
        .setNull(REGISTRY_MODEL_VERSION.LOGGED_MODEL_ID)
        .set(REGISTRY_MODEL_VERSION.NOTE, "")
        .set(REGISTRY_MODEL_VERSION.USER_NAME, "")
        .set(REGISTRY_MODEL_VERSION.STATUS_MESSAGE, "")
        .set(REGISTRY_MODEL_VERSION.UPDATED_MILLIS, nowMillis)
        .where(which)
        .and(Models.EXISTS)
        .execute();
  }

  static void setTag(DSLContext sql, String model, int number, String key, String value) {
    sql.insertInto(REGISTRY_VERSION_TAG)
        .set(REGISTRY_VERSION_TAG.MODEL, model)
        .set(REGISTRY_VERSION_TAG.NUMBER, number)
        .set(REGISTRY_VERSION_TAG.KEY, key)
        .set(REGISTRY_VERSION_TAG.VALUE, value)
        .onConflict(
            REGISTRY_VERSION_TAG.MODEL, REGISTRY_VERSION_TAG.NUMBER, REGISTRY_VERSION_TAG.KEY)
        .doUpdate()
        .set(REGISTRY_VERSION_TAG.VALUE, value)
        .execute();
  }
}

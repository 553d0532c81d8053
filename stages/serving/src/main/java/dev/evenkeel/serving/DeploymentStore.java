package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_DEPLOYMENT;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps what was set about deployments.
final class DeploymentStore {
  private final Database database;

  DeploymentStore(Database database) {
    this.database = database;
  }

  /// @param champion when it was set; 0 for none
  record Stored(
      String model,
      Instant at,
      String actor,
      String reason,
      int champion,
      DeploymentSettings settings) {}

  /// A row, with the number that the database gave it; higher is mostly newer.
  record Change(long id, String model) {}

  /// @param project of the model
  void add(Stored stored, String project) {
    AuditLog audit = new AuditLog(database, stored::at);
    database.write(sql -> {
      audit.appendIn(
          project,
          "deployment.set",
          "model/" + stored.model(),
          newest(stored.model())
              .map(before -> Map.of("settings", before.settings()))
              .orElse(Map.of()),
          Map.of("settings", stored.settings()),
          stored.reason());
      return sql.insertInto(SERVING_DEPLOYMENT)
          .set(SERVING_DEPLOYMENT.MODEL, stored.model())
          .set(SERVING_DEPLOYMENT.AT, stored.at())
          .set(SERVING_DEPLOYMENT.ACTOR, stored.actor())
          .set(SERVING_DEPLOYMENT.REASON, stored.reason())
          .set(SERVING_DEPLOYMENT.CHAMPION, stored.champion())
          .set(SERVING_DEPLOYMENT.SETTINGS, Json.text(stored.settings()))
          .execute();
    });
  }

  /// Writes down that somebody had a model loaded or taken from memory.
  void note(String action, String model, String project, Instant at) {
    new AuditLog(database, () -> at)
        .appendIn(project, action, "model/" + model, Map.of(), Map.of(), "");
  }

  Optional<Stored> newest(String model) {
    return database.read(sql ->
        sql.selectFrom(SERVING_DEPLOYMENT)
            .where(SERVING_DEPLOYMENT.MODEL.eq(model))
            .orderBy(SERVING_DEPLOYMENT.ID.desc())
            .limit(1)
            .fetchOptional()
            .map(row ->
                new Stored(
                    row.getModel(),
                    row.getAt(),
                    row.getActor(),
                    row.getReason(),
                    row.getChampion(),
                    Json.read(row.getSettings(), DeploymentSettings.class))));
  }

  /// The newest changes of all models.
  List<Change> newest(int limit) {
    return database.read(sql ->
        sql.select(SERVING_DEPLOYMENT.ID, SERVING_DEPLOYMENT.MODEL)
            .from(SERVING_DEPLOYMENT)
            .orderBy(SERVING_DEPLOYMENT.ID.desc())
            .limit(limit)
            .fetch(row -> new Change(row.value1(), row.value2())));
  }
}

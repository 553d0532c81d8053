package dev.evenkeel.registry.artifacts;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;

import dev.evenkeel.store.Database;

/// Runs and logged models for tests, as tracking would leave them.
public final class TrackedRows {
  private TrackedRows() {}

  public static void run(Database database, long experiment, String id) {
    database.write(sql ->
        sql.insertInto(REGISTRY_RUN)
            .set(REGISTRY_RUN.ID, id)
            .set(REGISTRY_RUN.EXPERIMENT_ID, experiment)
            .set(REGISTRY_RUN.NAME, "run")
            .set(REGISTRY_RUN.USER_NAME, "ann")
            .set(REGISTRY_RUN.STATUS, "RUNNING")
            .set(REGISTRY_RUN.STAGE, "ACTIVE")
            .set(REGISTRY_RUN.START_MILLIS, 1L)
            .execute());
  }

  public static void deleteRun(Database database, String id) {
    database.write(sql ->
        sql.update(REGISTRY_RUN)
            .set(REGISTRY_RUN.STAGE, "DELETED")
            .where(REGISTRY_RUN.ID.eq(id))
            .execute());
  }

  public static void model(Database database, long experiment, String id, String run) {
    database.write(sql ->
        sql.insertInto(REGISTRY_LOGGED_MODEL)
            .set(REGISTRY_LOGGED_MODEL.ID, id)
            .set(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID, experiment)
            .set(REGISTRY_LOGGED_MODEL.NAME, "model")
            .set(REGISTRY_LOGGED_MODEL.MODEL_TYPE, "")
            .set(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID, run)
            .set(REGISTRY_LOGGED_MODEL.STATUS, "PENDING")
            .set(REGISTRY_LOGGED_MODEL.STATUS_MESSAGE, "")
            .set(REGISTRY_LOGGED_MODEL.IS_DELETED, false)
            .set(REGISTRY_LOGGED_MODEL.CREATED_MILLIS, 1L)
            .set(REGISTRY_LOGGED_MODEL.UPDATED_MILLIS, 1L)
            .execute());
  }

  public static void finish(Database database, String model) {
    database.write(sql ->
        sql.update(REGISTRY_LOGGED_MODEL)
            .set(REGISTRY_LOGGED_MODEL.STATUS, "READY")
            .where(REGISTRY_LOGGED_MODEL.ID.eq(model))
            .execute());
  }
}

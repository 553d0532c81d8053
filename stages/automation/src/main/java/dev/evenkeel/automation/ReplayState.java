package dev.evenkeel.automation;

import static dev.evenkeel.store.schema.Tables.AUTOMATION_REPLAY;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.Optional;

/// The row that says how far a replay is.
final class ReplayState {
  private final Database database;
  private final String model;

  ReplayState(Database database, String model) {
    this.database = database;
    this.model = model;
  }

  /// What is stored.
  ///
  /// @param project digest of the files and options it was made with
  /// @param doneUntil everything before this business time is complete
  record Stored(
      String project, long seed, Instant doneUntil, boolean finished, ReplayProgress progress) {}

  Optional<Stored> read() {
    return database.read(sql ->
        sql.selectFrom(AUTOMATION_REPLAY)
            .where(AUTOMATION_REPLAY.MODEL.eq(model))
            .fetchOptional()
            .map(row ->
                new Stored(
                    row.getProject(),
                    row.getSeed(),
                    row.getDoneUntil(),
                    row.getFinished(),
                    Json.read(row.getProgress(), ReplayProgress.class))));
  }

  void write(Stored state) {
    String progress = Json.text(state.progress());
    database.write(sql ->
        sql.insertInto(AUTOMATION_REPLAY)
            .set(AUTOMATION_REPLAY.MODEL, model)
            .set(AUTOMATION_REPLAY.PROJECT, state.project())
            .set(AUTOMATION_REPLAY.SEED, state.seed())
            .set(AUTOMATION_REPLAY.DONE_UNTIL, state.doneUntil())
            .set(AUTOMATION_REPLAY.FINISHED, state.finished())
            .set(AUTOMATION_REPLAY.PROGRESS, progress)
            .onConflict(AUTOMATION_REPLAY.MODEL)
            .doUpdate()
            .set(AUTOMATION_REPLAY.PROJECT, state.project())
            .set(AUTOMATION_REPLAY.SEED, state.seed())
            .set(AUTOMATION_REPLAY.DONE_UNTIL, state.doneUntil())
            .set(AUTOMATION_REPLAY.FINISHED, state.finished())
            .set(AUTOMATION_REPLAY.PROGRESS, progress)
            .execute());
  }
}

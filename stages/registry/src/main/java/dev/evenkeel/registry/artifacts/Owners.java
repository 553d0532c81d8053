package dev.evenkeel.registry.artifacts;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;

import dev.evenkeel.registry.projects.ProjectScope;
import java.util.Optional;
import org.jooq.DSLContext;

/// Which runs and logged models there are, and whether they take files.
final class Owners {
  private Owners() {}

  /// What its owner's state means for files.
  enum State {
    OPEN,
    /// A logged model that is finished: what it is made of stays.
    FINISHED,
    DELETED
  }

  static Optional<ArtifactOwner> find(DSLContext sql, ArtifactOwner.Kind kind, String id) {
    return switch (kind) {
      case RUN ->
          sql.select(REGISTRY_RUN.EXPERIMENT_ID)
              .from(REGISTRY_RUN)
              .where(REGISTRY_RUN.ID.eq(id))
              .and(ProjectScope.ofExperiment(REGISTRY_RUN.EXPERIMENT_ID))
              .fetchOptional(row -> new ArtifactOwner(row.value1(), kind, id));
      case MODEL ->
          sql.select(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID)
              .from(REGISTRY_LOGGED_MODEL)
              .where(REGISTRY_LOGGED_MODEL.ID.eq(id))
              .and(ProjectScope.ofExperiment(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID))
              .fetchOptional(row -> new ArtifactOwner(row.value1(), kind, id));
    };
  }

  /// One that is gone altogether counts as deleted.
  static State state(DSLContext sql, ArtifactOwner owner) {
    return switch (owner.kind()) {
      case RUN ->
          sql.select(REGISTRY_RUN.STAGE)
              .from(REGISTRY_RUN)
              .where(REGISTRY_RUN.ID.eq(owner.id()))
              .fetchOptional(row -> row.value1().equals("ACTIVE") ? State.OPEN : State.DELETED)
              .orElse(State.DELETED);
      case MODEL ->
          sql.select(REGISTRY_LOGGED_MODEL.STATUS, REGISTRY_LOGGED_MODEL.IS_DELETED)
              .from(REGISTRY_LOGGED_MODEL)
              .where(REGISTRY_LOGGED_MODEL.ID.eq(owner.id()))
              .fetchOptional(row -> state(row.value1(), row.value2()))
              .orElse(State.DELETED);
    };
  }

  private static State state(String status, boolean isDeleted) {
    if (isDeleted) {
      return State.DELETED;
    }
    return status.equals("READY") ? State.FINISHED : State.OPEN;
  }
}

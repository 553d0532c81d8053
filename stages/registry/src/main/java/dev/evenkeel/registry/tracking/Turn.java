package dev.evenkeel.registry.tracking;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/// Lets writers of the same thing in one after another, each until its transaction ends; so what
/// one reads nobody changes meanwhile, and no two wait for each other's rows.
// SQLite has one writer anyhow. Two things of the same hash only wait for each other.
final class Turn {
  /// Set our locks apart from those of other rooms in the same database.
  private static final int RUNS = "tracking run".hashCode();

  private static final int EXPERIMENTS = "tracking experiment".hashCode();
  private static final int MODELS = "tracking model".hashCode();

  private Turn() {}

  static void ofRun(DSLContext sql, String id) {
    take(sql, "select pg_advisory_xact_lock({0}, {1})", RUNS, id.hashCode());
  }

  static void ofModel(DSLContext sql, String id) {
    take(sql, "select pg_advisory_xact_lock({0}, {1})", MODELS, id.hashCode());
  }

  /// For who changes whether it is deleted.
  static void ofExperiment(DSLContext sql, long id) {
    take(sql, "select pg_advisory_xact_lock({0}, {1})", EXPERIMENTS, Long.hashCode(id));
  }

  /// For who adds to it while it is not deleted; they do not wait for each other.
  static void within(DSLContext sql, long experiment) {
    take(
        sql,
        "select pg_advisory_xact_lock_shared({0}, {1})",
        EXPERIMENTS,
        Long.hashCode(experiment));
  }

  private static void take(DSLContext sql, String statement, int kind, int which) {
    if (sql.dialect() == SQLDialect.POSTGRES) {
      sql.fetch(statement, DSL.val(kind), DSL.val(which));
    }
  }
}

package dev.evenkeel.registry;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/// Lets the writers of one model in one after another, each until its transaction ends.
final class ModelLock {
  /// Sets our locks apart from those of other rooms in the same database.
  private static final int ROOM = "registry".hashCode();

  private ModelLock() {}

  /// Waits for the others. What is read afterwards no other writer changes meanwhile.
  // SQLite has one writer anyhow. Two models of the same hash only wait for each other.
  static void take(DSLContext sql, String model) {
    if (sql.dialect() == SQLDialect.POSTGRES) {
      sql.fetch("select pg_advisory_xact_lock({0}, {1})", DSL.val(ROOM), DSL.val(model.hashCode()));
    }
  }
}

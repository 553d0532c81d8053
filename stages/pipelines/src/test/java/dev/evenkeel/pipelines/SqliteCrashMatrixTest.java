package dev.evenkeel.pipelines;

/// One node: the home has a lock, and whoever sleeps in a transaction holds the one of SQLite.
class SqliteCrashMatrixTest extends CrashMatrixContract {
  @Override
  String url() {
    return "jdbc:sqlite:" + folder.resolve("evenkeel.db");
  }
}

package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Says in our words what a database said in its own.
final class Failures {
  private static final String POSTGRES_DISK_FULL = "53100";
  private static final String POSTGRES_UNIQUE = "23505";

  private Failures() {}

  static Problem fullDisk() {
    return Problem.of(
        Problem.Kind.ENVIRONMENT,
        "the disk of the metadata database is full; nothing of this request was stored",
        "free some space and try again: what was stored before is intact");
  }

  static RuntimeException translate(Exception failure) {
    if (failure instanceof IntegrityConstraintViolationException
        || hasState(failure, POSTGRES_UNIQUE)) {
      return Problem.of(
              Problem.Kind.CONFLICT, "somebody else wrote the same thing meanwhile", "try again")
          .asException(failure);
    }
    if (failure instanceof DataAccessException || failure instanceof SQLException) {
      return environment(failure);
    }
    return new IllegalStateException("Cannot use the database", failure);
  }

  private static RuntimeException environment(Exception failure) {
    SQLiteErrorCode code = sqliteCode(failure);
    if (code == SQLiteErrorCode.SQLITE_FULL || hasState(failure, POSTGRES_DISK_FULL)) {
      return fullDisk().asException(failure);
    }
    if (isUnreachable(failure)) {
      return Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the metadata database does not answer",
              "check that PostgreSQL runs and that the address is right, then try again")
          .asException(failure);
    }
    return switch (code) {
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_IOERR, SQLITE_IOERR_WRITE ->
          Problem.of(
                  Problem.Kind.ENVIRONMENT,
                  "the metadata database cannot be written",
                  "check the rights on the home folder and its disk")
              .asException(failure);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          Problem.of(
                  Problem.Kind.BUSY,
                  "the metadata database is locked by another process",
                  "stop the other process that uses this home")
              .asException(failure);
      default -> new IllegalStateException("Cannot use the metadata database", failure);
    };
  }

  /// Class 08 is a lost connection, 57P an administrator who stops the server; the pool waited in
  /// vain when it throws its own kind.
  private static boolean isUnreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P")) {
          return true;
        }
      }
    }
    return false;
  }

  private static SQLiteErrorCode sqliteCode(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        return sqlite.getResultCode();
      }
    }
    return SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static boolean hasState(Throwable failure, String state) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && state.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}

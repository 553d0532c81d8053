package dev.evenkeel.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.evenkeel.base.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// The metadata database: SQLite in one file, or PostgreSQL for several nodes, by one code path.
///
/// Transactions belong to the thread: [#write] inside of [#write] joins the outer one.
public final class Database implements AutoCloseable {
  private static final Settings SETTINGS =
      new Settings()
          .withRenderSchema(false)
          .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
          .withExecuteLogging(false);

  // Pages that many commits change are written to the main file once for all of them: 32 MB of
  // commits, where SQLite by itself waits for 4 MB.
  private static final String SQLITE = "pragma wal_autocheckpoint = 8000";

  // What another connection writes empties a connection's cache. So one does nearly all writing,
  // and holds what it is at work on: 16 MB.
  private static final String SQLITE_WRITER = "&cache_size=-16000";

  private final HikariDataSource pool;
  private final HikariDataSource writers;
  private final SQLDialect dialect;
  private final @Nullable WriteAheadLog wal;

  // One for each database, which lives about as long as the process.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Transaction> current = new ThreadLocal<>();

  // One writer: a second gets SQLITE_BUSY, and a retry would hide a lost heartbeat.
  private final ReentrantLock writer = new ReentrantLock();

  private Database(
      HikariDataSource pool,
      HikariDataSource writers,
      SQLDialect dialect,
      @Nullable WriteAheadLog wal) {
    this.pool = pool;
    this.writers = writers;
    this.dialect = dialect;
    this.wal = wal;
  }

  private record Transaction(
      Connection connection,
      DSLContext sql,
      List<Consumer<DSLContext>> beforeCommit,
      List<Runnable> afterCommit) {}

  /// Opens the database and brings its tables up to date.
  ///
  /// @param url `jdbc:sqlite:FILE` or `jdbc:postgresql://HOST/NAME`
  /// @param user ignored by SQLite
  public static Database open(String url, String user, String password) {
    boolean sqlite = isSqlite(url);
    if (!sqlite && !url.startsWith("jdbc:postgresql:")) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "database address is of no kind we know",
              "",
              "`jdbc:sqlite:FILE` or `jdbc:postgresql://HOST/NAME`",
              "")
          .asException();
    }
    try {
      if (sqlite) {
        HikariDataSource readers = pool(sqliteUrl(url), user, password, 8);
        migrate(readers, true);
        HikariDataSource writer = pool(sqliteUrl(url) + SQLITE_WRITER, user, password, 1);
        return new Database(readers, writer, SQLDialect.SQLITE, WriteAheadLog.of(url));
      }
      HikariDataSource pool = pool(url, user, password, 16);
      migrate(pool, false);
      return new Database(pool, pool, SQLDialect.POSTGRES, null);
    } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the metadata database cannot be opened",
              sqlite ? url.substring("jdbc:sqlite:".length()) : "",
              sqlite ? "a file that can be written" : "a PostgreSQL server that answers",
              "check its address, its rights and the free space")
          .asException(e);
    }
  }

  private static HikariDataSource pool(String url, String user, String password, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(15_000);
    if (isSqlite(url)) {
      config.setConnectionInitSql(SQLITE);
    }
    config.setPoolName("evenkeel");
    return new HikariDataSource(config);
  }

  private static boolean isSqlite(String url) {
    return url.startsWith("jdbc:sqlite:");
  }

  private static String sqliteUrl(String url) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "journal_mode=WAL&busy_timeout=10000&synchronous=NORMAL&transaction_mode=IMMEDIATE"
        + "&foreign_keys=true";
  }

  private static void migrate(DataSource pool, boolean sqlite) {
    Flyway.configure()
        .dataSource(pool)
        .locations(
            "classpath:db/migration", sqlite ? "classpath:db/sqlite" : "classpath:db/postgresql")
        .placeholders(
            sqlite
                ? Map.of(
                    "identity", "integer primary key",
                    "bytes", "blob",
                    "instant", "timestamp",
                    "secret", "lower(hex(randomblob(32)))")
                : Map.of(
                    "identity", "bigint generated by default as identity primary key",
                    "bytes", "bytea",
                    "instant", "timestamptz",
                    // 244 random bits: those of two identifiers of version 4.
                    "secret", "concat(gen_random_uuid(), gen_random_uuid())"))
        .load()
        .migrate();
  }

  /// Whether it is the embedded one.
  public boolean isSqlite() {
    return dialect == SQLDialect.SQLITE;
  }

  /// Reads; sees what the thread's own transaction wrote.
  public <T> T read(Function<DSLContext, T> query) {
    Transaction mine = current.get();
    if (mine != null) {
      return query.apply(mine.sql());
    }
    try (Connection connection = pool.getConnection()) {
      // A deferred transaction would take the writer's lock on SQLite, so reads run without one.
      connection.setAutoCommit(true);
      return query.apply(sql(connection));
    } catch (SQLException | DataAccessException e) {
      throw Failures.translate(e);
    }
  }

  /// Runs in one transaction: all of it is kept, or nothing.
  public <T> T write(Function<DSLContext, T> work) {
    Transaction outer = current.get();
    if (outer != null) {
      return work.apply(outer.sql());
    }
    List<Runnable> afterCommit = new ArrayList<>();
    T result;
    if (isSqlite()) {
      writer.lock();
    }
    try {
      result = transact(work, afterCommit);
    } catch (SQLException | DataAccessException e) {
      throw Failures.translate(e);
    } finally {
      if (isSqlite()) {
        writer.unlock();
      }
    }
    afterCommit.forEach(Runnable::run);
    return result;
  }

  /// Runs something when the thread's transaction has been committed, or at once without one; never
  /// after a transaction that is rolled back.
  ///
  /// @param action must not throw: the transaction has succeeded by then
  public void afterCommit(Runnable action) {
    Transaction mine = current.get();
    if (mine == null) {
      action.run();
    } else {
      mine.afterCommit().add(action);
    }
  }

  /// Runs something at the end of the thread's transaction, as a part of it: what all writers wait
  /// for is then held for a moment only, and always last. Once for each action, in their order.
  ///
  /// A transaction of this kind survives a loss of power on SQLite too, where others may be lost.
  void atItsEnd(Consumer<DSLContext> action) {
    Transaction mine = current.get();
    if (mine == null) {
      throw new IllegalStateException("Cannot act at the end of a transaction: there is none");
    }
    mine.beforeCommit().add(action);
  }

  /// For libraries that bring their own statements; connections commit by themselves.
  public DataSource dataSource() {
    return pool;
  }

  /// The thread's transaction, for libraries that must join it.
  @Nullable Connection currentConnection() {
    Transaction mine = current.get();
    return mine == null ? null : mine.connection();
  }

  @Override
  public void close() {
    writers.close();
    pool.close();
  }

  private <T> T transact(Function<DSLContext, T> work, List<Runnable> afterCommit)
      throws SQLException {
    try (Connection connection = writers.getConnection()) {
      connection.setAutoCommit(false);
      Transaction transaction =
          new Transaction(connection, sql(connection), new ArrayList<>(), afterCommit);
      current.set(transaction);
      try {
        T result = work.apply(transaction.sql());
        List<Consumer<DSLContext>> last = transaction.beforeCommit();
        last.forEach(action -> action.accept(transaction.sql()));
        connection.commit();
        if (wal != null && !last.isEmpty()) {
          wal.force();
        }
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      } finally {
        current.remove();
      }
    }
  }

  /// Fails when nothing can be written any more, for whoever waits for others to write: their
  /// failures come again and again, and would never reach who waits. PostgreSQL alone knows its
  /// disk, and says so to who writes.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `ENVIRONMENT`
  public void demandRoom() {
    if (wal != null && wal.isFull()) {
      throw Failures.fullDisk().asException();
    }
  }

  // SQLite rolls back by itself when its disk is full, and then refuses to do it again: such a
  // connection would fail whoever gets it next.
  private void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
      writers.evictConnection(connection);
    }
  }

  private DSLContext sql(Connection connection) {
    return DSL.using(connection, dialect, SETTINGS);
  }
}

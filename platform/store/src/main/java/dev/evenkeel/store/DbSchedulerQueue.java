package dev.evenkeel.store;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.Priority;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The queue on db-scheduler, in the metadata database.
public final class DbSchedulerQueue implements WorkQueue {
  // Dead nodes are looked for every second heartbeat. So what one carried is begun elsewhere at
  // most 21 seconds after its last sign of life.
  private static final Duration HEARTBEAT = Duration.ofMillis(3_500);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int MISSED_HEARTBEATS = 4;

  /// Until work whose handler threw comes again; doubled with each further failure.
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final int URGENCY_MAX = 1_000;
  private static final String TABLE = "scheduled_tasks";

  private final Database database;
  private final int threads;
  private final String table;
  private final Duration heartbeat;
  private final Map<String, OneTimeTask<Void>> tasks = new LinkedHashMap<>();
  private final SchedulerClient client;
  private @Nullable Scheduler scheduler;
  private @Nullable WakeUps wakeUps;

  /// @param threads how much work at once
  public DbSchedulerQueue(Database database, int threads) {
    this(database, threads, TABLE, HEARTBEAT);
  }

  private DbSchedulerQueue(Database database, int threads, String table, Duration heartbeat) {
    this.database = database;
    this.threads = threads;
    this.table = table;
    this.heartbeat = heartbeat;
    this.client =
        SchedulerClient.Builder.create(joining()).tableName(table).enablePriority().build();
  }

  /// A queue beside the others, with threads of its own, for an [Outbox]: whoever waits for a
  /// stranger's server holds nobody else up.
  public static DbSchedulerQueue forOutbox(Database database, int threads) {
    return new DbSchedulerQueue(database, threads, "store_outbox_work", HEARTBEAT);
  }

  /// A queue that takes a worker for dead after four heartbeats of this length instead of 14
  /// seconds: for tests of what happens then.
  public static DbSchedulerQueue withHeartbeat(Database database, int threads, Duration heartbeat) {
    return new DbSchedulerQueue(database, threads, TABLE, heartbeat);
  }

  @Override
  public void register(String kind, Handler handler) {
    if (scheduler != null) {
      throw new IllegalStateException("Cannot register %s: the queue has started".formatted(kind));
    }
    tasks.put(
        kind,
        Tasks.oneTime(kind, Void.class)
            .onFailure(new ExponentialBackoffFailureHandler<>(RETRY, 2))
            .execute((instance, context) -> handler.handle(instance.getId())));
  }

  @Override
  public void enqueue(String kind, String id) {
    enqueueAt(kind, id, Instant.now());
  }

  @Override
  public void enqueueAt(String kind, String id, Instant due) {
    enqueueAt(kind, id, due, 0);
  }

  @Override
  public void enqueueAt(String kind, String id, Instant due, int urgency) {
    OneTimeTask<Void> task = tasks.get(kind);
    if (task == null) {
      throw new IllegalArgumentException("Cannot enqueue %s: nobody registered it".formatted(kind));
    }
    int priority = Priority.MEDIUM + Math.clamp(urgency, -URGENCY_MAX, URGENCY_MAX);
    client.scheduleIfNotExists(task.instanceBuilder(id).priority(priority).build(), due);
    database.afterCommit(this::hint);
    if (!database.isSqlite() && !due.isAfter(Instant.now())) {
      WakeUps.send(database, table);
    }
  }

  @Override
  public void start() {
    SchedulerBuilder builder =
        Scheduler.create(database.dataSource(), new ArrayList<>(tasks.values()))
            .tableName(table)
            .threads(threads)
            .heartbeatInterval(heartbeat)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .pollingInterval(POLL)
            .enablePriority()
            .shutdownMaxWait(GRACE)
            .schedulerName(
                new com.github.kagkarlsson.scheduler.SchedulerName.Fixed(
                    UUID.randomUUID().toString()));
    if (!database.isSqlite()) {
      builder.pollUsingLockAndFetch(0.5, 1.0);
    }
    Scheduler started = builder.build();
    scheduler = started;
    started.start();
    if (!database.isSqlite()) {
      wakeUps = WakeUps.listening(database, table, this::hint);
    }
  }

  @Override
  public void close() {
    if (wakeUps != null) {
      wakeUps.close();
    }
    Scheduler running = scheduler;
    if (running != null) {
      running.stop();
    }
  }

  private void hint() {
    Scheduler running = scheduler;
    if (running != null) {
      running.triggerCheckForDueExecutions();
    }
  }

  /// The client opens a connection of its own, which would see nothing of our transaction, and on
  /// SQLite wait for it for ever. So it gets the thread's connection, which only the transaction
  /// may end.
  private DataSource joining() {
    return new JoiningDataSource(database);
  }

  private record JoiningDataSource(Database database) implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      Connection mine = database.currentConnection();
      return mine == null ? database.dataSource().getConnection() : borrowed(mine);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }

    private static Connection borrowed(Connection connection) {
      List<String> notYours = List.of("close", "commit", "rollback", "setAutoCommit");
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> {
                if (notYours.contains(method.getName())) {
                  return null;
                }
                try {
                  return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return database.dataSource().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
      return database.dataSource().isWrapperFor(type);
    }
  }
}

package dev.evenkeel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other nodes of a PostgreSQL database that there is work, so that they need not wait
/// for their next look. A notice that is lost costs that wait and nothing else.
///
/// [LISTEN and NOTIFY](https://www.postgresql.org/docs/current/sql-notify.html): a notice is sent
/// when its transaction commits, and equal ones of a transaction are one.
final class WakeUps implements AutoCloseable {
  private static final int LOOK_MILLIS = 5_000;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);

  private final Database database;
  private final String channel;
  private final Runnable woken;
  private final Thread listener;
  private volatile boolean isClosed;

  private WakeUps(Database database, String channel, Runnable woken) {
    this.database = database;
    this.channel = channel;
    this.woken = woken;
    this.listener =
        Thread.ofPlatform().name("wake-ups " + channel).daemon().unstarted(this::listen);
  }

  /// Listens until it is closed.
  ///
  /// @param channel an identifier of SQL
  static WakeUps listening(Database database, String channel, Runnable woken) {
    WakeUps wakeUps = new WakeUps(database, channel, woken);
    wakeUps.listener.start();
    return wakeUps;
  }

  /// Sends a notice with the thread's transaction, or at once without one.
  static void send(Database database, String channel) {
    database.write(sql -> sql.execute("select pg_notify(?, '')", channel));
  }

  private void listen() {
    while (!isClosed) {
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + channel);
        // What came before it listened.
        woken.run();
        hear(connection.unwrap(PGConnection.class));
        statement.execute("unlisten *");
      } catch (SQLException e) {
        if (!isClosed) {
          LOG.warn("Cannot listen for work of other nodes; looking again in {}", PAUSE, e);
          pause();
        }
      }
    }
  }

  private void hear(PGConnection connection) throws SQLException {
    while (!isClosed) {
      if (connection.getNotifications(LOOK_MILLIS).length > 0) {
        woken.run();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isClosed = true;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    listener.interrupt();
  }
}

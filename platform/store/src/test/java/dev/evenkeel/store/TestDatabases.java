package dev.evenkeel.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// Databases for tests: a new one each time.
public final class TestDatabases {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private TestDatabases() {}

  public static Database sqlite(Path folder) {
    return Database.open("jdbc:sqlite:" + folder.resolve("evenkeel.db"), "", "");
  }

  /// One server for the test process, 2 to 5 seconds to start.
  public static Database postgres() {
    return Database.open(postgresUrl(), "postgres", "");
  }

  /// The address of a new, empty database of user `postgres` without a password.
  public static String postgresUrl() {
    String name = "test" + NUMBER.incrementAndGet();
    try (Connection connection = Server.STARTED.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
      return Server.STARTED.getJdbcUrl("postgres", name);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot make a test database", e);
    }
  }

  private static final class Server {
    static final EmbeddedPostgres STARTED = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new IllegalStateException("Cannot start PostgreSQL for tests", e);
      }
    }
  }
}

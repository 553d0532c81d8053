package dev.evenkeel.server;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import java.nio.file.Files;

/// The models of a home, for a command that needs nothing else of it. The home is its alone
/// meanwhile.
public final class HomeRegistry implements AutoCloseable {
  private static final String DATABASE = "evenkeel.db";

  private final Home home;
  private final Database database;
  private final Models models;

  private HomeRegistry(ServerConfiguration configuration) {
    home = Home.open(configuration.home());
    try {
      BlobStore blobs = blobs(configuration);
      database = database(configuration);
      models = new Models(database, blobs, Clock.system());
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /// Opens a home that is there; none is made.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none, `CONFLICT`
  ///   when a server holds it
  public static HomeRegistry open(ServerConfiguration configuration) {
    boolean embedded = configuration.databaseUrl().isEmpty();
    if (embedded && !Files.isRegularFile(configuration.home().resolve(DATABASE))) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "no model was ever registered in this home",
              configuration.home().toString(),
              "the home of a server or a replay",
              "name its folder: --home DIR")
          .asException();
    }
    return new HomeRegistry(configuration);
  }

  static Database database(ServerConfiguration configuration) {
    String url =
        configuration.databaseUrl().isEmpty()
            ? "jdbc:sqlite:" + configuration.home().resolve(DATABASE)
            : configuration.databaseUrl();
    return Database.open(url, configuration.databaseUser(), configuration.databasePassword());
  }

  static BlobStore blobs(ServerConfiguration configuration) {
    return configuration.blobs().open(configuration.home());
  }

  /// Its models.
  public Models models() {
    return models;
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      home.close();
    }
  }
}

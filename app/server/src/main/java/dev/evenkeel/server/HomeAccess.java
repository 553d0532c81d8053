package dev.evenkeel.server;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessRoutes;
import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Users, tokens and projects of a home that no server holds: whoever can write the folder is its
/// administrator. It answers what a running server answers at the same addresses.
public final class HomeAccess implements AutoCloseable {
  private final Home home;
  private final Database database;
  private final List<Route> routes;

  private HomeAccess(ServerConfiguration configuration) {
    home = locked(configuration);
    try {
      database = HomeRegistry.database(configuration);
      Clock clock = Clock.system();
      routes =
          new AccessRoutes(
                  Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local()))
              .routes();
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /// Opens a home, and makes it if need be: its first administrator comes before its first start.
  ///
  /// @throws ProblemException of kind `CONFLICT` when a server holds it
  public static HomeAccess open(ServerConfiguration configuration) {
    return new HomeAccess(configuration);
  }

  private static Home locked(ServerConfiguration configuration) {
    try {
      return Home.open(configuration.home());
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.CONFLICT) {
        throw e;
      }
      throw new Problem(
              Problem.Kind.CONFLICT,
              e.problem().what(),
              e.problem().where(),
              "",
              "ask that server: --server URL, with an administrator's token in EVENKEEL_TOKEN")
          .asException(e);
    }
  }

  /// Asks an address.
  ///
  /// @param path as parts: `api`, `v1`, `users`
  /// @param query names and values
  /// @param body the fields, if it takes any
  public JsonNode ask(
      String method, List<String> path, Map<String, String> query, Map<String, ?> body) {
    for (Route route : routes) {
      Optional<Map<String, String>> variables = match(route.path(), path);
      if (route.method().equals(method) && variables.isPresent()) {
        return answer(route, new Asked(variables.get(), query, Json.write(body)));
      }
    }
    throw new IllegalArgumentException(
        "Cannot ask a home: it has no such address, got %s %s".formatted(method, path));
  }

  private static JsonNode answer(Route route, Asked asked) {
    try {
      Reply reply =
          new Acting(Principal.LOCAL, Acting.DEFAULT_PROJECT)
              .call(() -> route.handler().handle(asked));
      return switch (reply) {
        case Reply.Whole whole -> Json.parse(whole.body(), "the answer");
        case Reply.Streamed _ ->
            throw new IllegalStateException("Cannot read a stream: " + route.path());
      };
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot ask a home", e);
    }
  }

  private static Optional<Map<String, String>> match(String template, List<String> path) {
    List<String> names = List.of(template.substring(1).split("/"));
    if (names.size() != path.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int part = 0; part < names.size(); part++) {
      String name = names.get(part);
      if (name.startsWith("{")) {
        variables.put(name.substring(1, name.length() - 1), path.get(part));
      } else if (!name.equals(path.get(part))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  // It is read once and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Asked(Map<String, String> variables, Map<String, String> queries, byte[] content)
      implements Request {
    @Override
    public String path(String name) {
      return variables.getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.ofNullable(queries.get(name));
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public byte[] body(int bytesMax) {
      return content;
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(content);
    }
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

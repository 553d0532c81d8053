package dev.evenkeel.cli;

import dev.evenkeel.server.HomeAccess;
import dev.evenkeel.server.ServerConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Whose users, tokens and projects: those of a home that no server holds, or of a running server.
final class AccessMixin {
  private static final String VARIABLE = "EVENKEEL_SERVER";
  private static final int PAGE = 1_000;
  private static final int LISTED_MAX = 100_000;

  @Option(names = "--home", description = "Folder with all state (default: .evenkeel here).")
  @Nullable Path home;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "A running server in place of a home (default: EVENKEEL_SERVER); EVENKEEL_TOKEN says who"
              + " asks.")
  String server = "";

  @Option(names = "--json", description = "Answers as JSON.")
  boolean json;

  /// Where the questions go.
  interface Door extends AutoCloseable {
    /// Asks an address.
    ///
    /// @param path its parts behind `/api/v1`
    /// @param query names and values; empty ones are left out
    JsonNode ask(String method, List<String> path, Map<String, String> query, Map<String, ?> body);

    @Override
    void close();
  }

  Door open() {
    String variable = home == null ? System.getenv().getOrDefault(VARIABLE, "") : "";
    String chosen = server.isEmpty() ? variable : server;
    if (!chosen.isEmpty()) {
      return new OfServer(new RunningServer(chosen));
    }
    Path folder = Homes.choose(home, Path.of(""));
    return new OfHome(HomeAccess.open(ServerConfiguration.read(folder, System.getenv())));
  }

  private record OfServer(RunningServer server) implements Door {
    @Override
    public JsonNode ask(
        String method, List<String> path, Map<String, String> query, Map<String, ?> body) {
      String address =
          path.stream().map(RunningServer::part).collect(Collectors.joining("/", "api/v1/", ""))
              + RunningServer.query(query);
      return method.equals("GET") ? server.get(address) : server.send(method, address, body);
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record OfHome(HomeAccess home) implements Door {
    @Override
    public JsonNode ask(
        String method, List<String> path, Map<String, String> query, Map<String, ?> body) {
      List<String> whole = new ArrayList<>(List.of("api", "v1"));
      whole.addAll(path);
      Map<String, String> given =
          query.entrySet().stream()
              .filter(each -> !each.getValue().isEmpty())
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      return home.ask(method, whole, given, body);
    }

    @Override
    public void close() {
      home.close();
    }
  }

  /// Every page of a list, until there are as many as anybody reads.
  static List<JsonNode> all(Door door, String what, Map<String, String> query) {
    List<JsonNode> all = new ArrayList<>();
    int before;
    do {
      before = all.size();
      Map<String, String> asked = new HashMap<>(query);
      asked.put("limit", String.valueOf(PAGE));
      asked.put("after", all.isEmpty() ? "" : all.getLast().path("name").asString(""));
      door.ask("GET", List.of(what), asked, Map.of()).path(what).forEach(all::add);
    } while (all.size() - before == PAGE && all.size() < LISTED_MAX);
    return all;
  }
}

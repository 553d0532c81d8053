package dev.evenkeel.server;

import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.runtimes.PythonSettings;
import dev.evenkeel.serving.ServingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that can be set. Flags win over the environment, which wins over `server.yaml` in the
/// home; an unknown key stops the start.
///
/// @param home folder that holds all state
/// @param port 0 takes a free one
/// @param databaseUrl empty for SQLite in the home
/// @param python how models run that only Python can load
/// @param serving limits of serving, and what makes the process ready
/// @param shutdown how it ends
/// @param endpoints of predictions
/// @param connections what a client may take by being slow
/// @param network where it listens, and what it is called there
/// @param access how people become known
/// @param outward what the server may send
/// @param blobs where files and models are kept
/// @param sources what datasets may be fetched from
/// @param warehouse where the files of datasets' tables are kept
/// @param node what it is among the processes of its database
public record ServerConfiguration(
    Path home,
    int port,
    String databaseUrl,
    String databaseUser,
    String databasePassword,
    PythonSettings python,
    ServingSettings serving,
    Drain shutdown,
    EndpointSettings endpoints,
    ConnectionSettings connections,
    NetworkSettings network,
    AccessSettings access,
    OutwardSettings outward,
    BlobSettings blobs,
    SourceSettings sources,
    WarehouseSettings warehouse,
    NodeSettings node) {
  /// The file in the home.
  public static final String FILE = "server.yaml";

  private static final String PREFIX = "EVENKEEL_";
  private static final String OF_TESTS = "EVENKEEL_TEST_";
  private static final List<String> VARIABLES =
      List.of(
          "EVENKEEL_HOME",
          "EVENKEEL_PORT",
          "EVENKEEL_HOST",
          "EVENKEEL_DATABASE_URL",
          "EVENKEEL_DATABASE_USER",
          "EVENKEEL_DATABASE_PASSWORD",
          PythonSection.VARIABLE,
          OutwardSettings.VARIABLE,
          NodeSettings.VARIABLE,
          // Of the commands that speak to a running server.
          "EVENKEEL_SERVER",
          "EVENKEEL_TOKEN");
  private static final int PORT = 8080;
  private static final int PORT_MAX = 65_535;

  /// How the process ends.
  ///
  /// @param delay how long it says that it stops, and still takes requests
  /// @param grace how long the last ones may take after that
  public record Drain(Duration delay, Duration grace) {}

  /// On this machine only.
  public ServerConfiguration(
      Path home,
      int port,
      String databaseUrl,
      String databaseUser,
      String databasePassword,
      PythonSettings python,
      ServingSettings serving,
      Drain shutdown,
      EndpointSettings endpoints,
      ConnectionSettings connections) {
    this(
        home,
        port,
        databaseUrl,
        databaseUser,
        databasePassword,
        python,
        serving,
        shutdown,
        endpoints,
        connections,
        NetworkSettings.DEFAULT,
        AccessSettings.local(),
        OutwardSettings.DEFAULT,
        BlobSettings.LOCAL,
        SourceSettings.NONE,
        WarehouseSettings.LOCAL,
        NodeSettings.DEFAULT);
  }

  /// With the defaults of everything else.
  public ServerConfiguration(
      Path home, int port, String databaseUrl, String databaseUser, String databasePassword) {
    this(
        home,
        port,
        databaseUrl,
        databaseUser,
        databasePassword,
        PythonSettings.defaults(),
        ServingSettings.defaults(),
        ServingKeys.DRAIN,
        EndpointSettings.DEFAULT,
        ConnectionSettings.DEFAULT);
  }

  public ServerConfiguration {
    if (port < 0 || port > PORT_MAX) {
      throw wrongPort(String.valueOf(port));
    }
  }

  /// Reads file and environment.
  ///
  /// @param home from a flag, or where the command would put it
  public static ServerConfiguration read(Path home, Map<String, String> environment) {
    for (String variable : environment.keySet()) {
      if (variable.startsWith(PREFIX)
          && !variable.startsWith(OF_TESTS)
          && !VARIABLES.contains(variable)) {
        throw unknown(variable);
      }
    }
    YamlMap file = file(home.resolve(FILE));
    Optional<YamlMap> database = file.optionalMap("database");
    ServerConfiguration configuration =
        new ServerConfiguration(
            home,
            port(environment, file),
            setting(
                environment,
                "EVENKEEL_DATABASE_URL",
                database.flatMap(map -> map.optionalText("url"))),
            setting(
                environment,
                "EVENKEEL_DATABASE_USER",
                database.flatMap(map -> map.optionalText("user"))),
            setting(
                environment,
                "EVENKEEL_DATABASE_PASSWORD",
                database.flatMap(map -> map.optionalText("password"))),
            PythonSection.read(file.optionalMap("runtimes"), environment),
            ServingKeys.serving(file.optionalMap("serving")),
            ServingKeys.drain(file.optionalMap("shutdown")),
            EndpointSettings.read(file),
            ServingKeys.connections(file.optionalMap("connections")),
            NetworkSettings.read(file, environment, home),
            AccessSection.read(file),
            OutwardSettings.read(file, environment),
            BlobSettings.read(file),
            SourceSettings.read(file, environment),
            WarehouseSettings.read(file),
            NodeSettings.read(file, environment));
    database.ifPresent(YamlMap::done);
    file.done();
    return configuration;
  }

  /// The same on another port, for the flag.
  public ServerConfiguration withPort(int other) {
    return with(other, network, access, node);
  }

  /// The same on another address, for the flag.
  public ServerConfiguration withHost(String host) {
    return with(network.at(host));
  }

  /// The same in another network.
  public ServerConfiguration with(NetworkSettings other) {
    return with(port, other, access, node);
  }

  /// The same with other ways to become known.
  ServerConfiguration with(AccessSettings other) {
    return with(port, network, other, node);
  }

  /// The same in another role, for the flag.
  ///
  /// @param name `all`, `server` or `worker`
  public ServerConfiguration withRole(String name) {
    return with(port, network, access, node.with(NodeRole.of(name, "--role")));
  }

  private ServerConfiguration with(
      int at, NetworkSettings within, AccessSettings by, NodeSettings as) {
    return new ServerConfiguration(
        home,
        at,
        databaseUrl,
        databaseUser,
        databasePassword,
        python,
        serving,
        shutdown,
        endpoints,
        connections,
        within,
        by,
        outward,
        blobs,
        sources,
        warehouse,
        as);
  }

  private static int port(Map<String, String> environment, YamlMap file) {
    int fromFile = file.integer("port", PORT);
    String variable = environment.getOrDefault("EVENKEEL_PORT", "");
    try {
      return variable.isEmpty() ? fromFile : Integer.parseInt(variable);
    } catch (NumberFormatException e) {
      throw wrongPort(variable);
    }
  }

  private static RuntimeException wrongPort(String text) {
    return new Problem(
            Problem.Kind.CONFIGURATION,
            "port `%s` cannot be used".formatted(Names.abbreviate(text)),
            "",
            "0 to 65535",
            "")
        .asException();
  }

  private static String setting(
      Map<String, String> environment, String variable, Optional<String> inFile) {
    return Optional.ofNullable(environment.get(variable)).or(() -> inFile).orElse("");
  }

  private static YamlMap file(Path file) {
    try {
      return Files.exists(file)
          ? Yaml.parseMap(Files.readString(file), file.toString())
          : Yaml.parseMap("{}", file.toString());
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the configuration cannot be read",
              file.toString(),
              "a readable file",
              "check its rights")
          .asException(e);
    }
  }

  private static RuntimeException unknown(String variable) {
    String near = Names.nearest(variable, VARIABLES);
    return new Problem(
            Problem.Kind.CONFIGURATION,
            "environment variable `%s` is unknown".formatted(Names.abbreviate(variable)),
            "",
            "one of " + String.join(", ", VARIABLES),
            near.isEmpty() ? "unset it" : "did you mean `%s`?".formatted(near))
        .asException();
  }

  /// Without the password, which may stand in the address too.
  @Override
  public String toString() {
    return "ServerConfiguration[home=%s, port=%d, databaseUrl=%s]"
        .formatted(home, port, databaseUrl.replaceFirst("[?].*", "?..."));
  }
}

package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.sources.SqlConnection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What datasets may be fetched from besides addresses that egress allows.
///
/// @param bytesMax of one fetch
/// @param folders of this machine that may be read
/// @param databases by their name
public record SourceSettings(
    long bytesMax, List<Path> folders, Map<String, SqlConnection> databases) {
  /// Nothing of this machine, no database.
  public static final SourceSettings NONE = new SourceSettings(10L << 30, List.of(), Map.of());

  public SourceSettings {
    folders = List.copyOf(folders);
    databases = Map.copyOf(databases);
  }

  static SourceSettings read(YamlMap file, Map<String, String> environment) {
    Optional<YamlMap> section = file.optionalMap("sources");
    if (section.isEmpty()) {
      return NONE;
    }
    YamlMap map = section.get();
    long bytesMax = map.optionalLong("bytesMax").orElse(NONE.bytesMax());
    if (bytesMax < 1) {
      throw map.placeOf("bytesMax").problem("`bytesMax` cannot be used", "1 or more").asException();
    }
    List<Path> folders = map.texts("folders").stream().map(Path::of).toList();
    Map<String, SqlConnection> databases = new LinkedHashMap<>();
    Optional<YamlMap> named = map.optionalMap("databases");
    named.ifPresent(all -> {
      for (String name : all.keys()) {
        databases.put(name, database(all.map(name), environment));
      }
      all.done();
    });
    map.done();
    return new SourceSettings(bytesMax, folders, databases);
  }

  private static SqlConnection database(YamlMap map, Map<String, String> environment) {
    String url = map.text("url");
    if (!url.startsWith("jdbc:")) {
      throw map.placeOf("url")
          .problem("the address of a database cannot be used", "jdbc:postgresql://HOST/NAME")
          .asException();
    }
    String user = map.optionalText("user").orElse("");
    // A password in a file that people copy would not stay one.
    Optional<String> variable = map.optionalText("passwordFrom");
    String password = variable.map(name -> environment.getOrDefault(name, "")).orElse("");
    if (variable.isPresent() && password.isEmpty()) {
      throw map.placeOf("passwordFrom")
          .problem(
              "the environment has no variable `%s`".formatted(variable.get()),
              "a variable that holds the password")
          .asException();
    }
    map.done();
    return new SqlConnection(url, user, password);
  }
}

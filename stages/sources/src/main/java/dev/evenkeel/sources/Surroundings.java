package dev.evenkeel.sources;

import dev.evenkeel.store.Egress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a fetch may use and how far it may go.
///
/// @param into an empty folder of its own
/// @param bytesMax of all files together
/// @param egress the way out
/// @param environment variables of the process, for libraries that read them
/// @param connections databases by their name
/// @param roots folders that may be read
public record Surroundings(
    Path into,
    long bytesMax,
    Egress egress,
    Map<String, String> environment,
    Map<String, SqlConnection> connections,
    List<Path> roots) {
  public Surroundings {
    environment = Map.copyOf(environment);
    connections = Map.copyOf(connections);
    roots = List.copyOf(roots);
  }

  /// The same with another folder.
  public Surroundings into(Path folder) {
    return new Surroundings(folder, bytesMax, egress, environment, connections, roots);
  }
}

package dev.evenkeel.server;

import dev.evenkeel.base.YamlMap;
import java.util.Map;

/// What this process is among those of one database.
///
/// @param role which part of the common work it does
public record NodeSettings(NodeRole role) {
  /// The only process, or one of several that are alike.
  public static final NodeSettings DEFAULT = new NodeSettings(NodeRole.ALL);

  static final String VARIABLE = "EVENKEEL_ROLE";

  private static final String ROLE = "role";

  static NodeSettings read(YamlMap file, Map<String, String> environment) {
    String variable = environment.getOrDefault(VARIABLE, "");
    String inFile = file.optionalText(ROLE).orElse(NodeRole.ALL.toString());
    return new NodeSettings(
        variable.isEmpty()
            ? NodeRole.of(inFile, file.placeOf(ROLE).toString())
            : NodeRole.of(variable, VARIABLE));
  }

  /// The same in another role.
  NodeSettings with(NodeRole other) {
    return new NodeSettings(other);
  }
}

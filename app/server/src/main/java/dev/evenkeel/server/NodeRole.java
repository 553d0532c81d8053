package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a process does of the work that all processes of one database share.
public enum NodeRole {
  /// It answers, and carries what waits in the queue.
  ALL,

  /// It answers; what waits in the queue is carried by others.
  SERVER,

  /// It carries what waits in the queue, and answers only how it is.
  WORKER;

  /// By its name in the configuration and on the command line.
  ///
  /// @param where the name stands, for the message
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` when there is no such role
  static NodeRole of(String name, String where) {
    for (NodeRole role : values()) {
      if (role.toString().equals(name)) {
        return role;
      }
    }
    List<String> names = Arrays.stream(values()).map(NodeRole::toString).toList();
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "no role is called `%s`".formatted(Names.abbreviate(name)),
            where,
            "one of " + String.join(", ", names),
            "")
        .asException();
  }

  /// Whether requests of clients are answered.
  boolean answers() {
    return this != WORKER;
  }

  /// Whether work of the queue is carried.
  boolean carries() {
    return this != SERVER;
  }

  /// Refuses a process that would share its work with others, but not what the work is about.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` that says what is missing
  void demandShared(ServerConfiguration configuration) {
    if (this == ALL) {
      return;
    }
    if (configuration.databaseUrl().isEmpty()) {
      throw missing(
          "SQLite belongs to one process",
          "database.url",
          "a database of PostgreSQL for all nodes");
    }
    if (configuration.blobs().place().isEmpty()) {
      throw missing(
          "files and models would lie in this node's home, where no other node finds them",
          "blobs",
          "`blobs.s3`, or `blobs.folder` on a disk that all nodes mount");
    }
    if (configuration.warehouse().place().isEmpty()) {
      throw missing(
          "datasets would lie in this node's home, where no other node finds them",
          "warehouse",
          "`warehouse.s3`, or `warehouse.folder` on a disk that all nodes mount");
    }
    if (configuration.outward().secretsKey().isEmpty()) {
      throw missing(
          "this node would seal secrets by a key of its own, and no other could open them",
          "secrets.key",
          "the same `%s` for all nodes".formatted(OutwardSettings.VARIABLE));
    }
  }

  private RuntimeException missing(String why, String key, String expected) {
    return new Problem(
            Problem.Kind.CONFIGURATION,
            "a process of role `%s` shares its work, but %s".formatted(this, why),
            "%s, /%s".formatted(ServerConfiguration.FILE, key.replace('.', '/')),
            expected,
            "set it, or leave the role out; docs/operations.md, Several nodes, tells how")
        .asException();
  }

  /// As people write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
